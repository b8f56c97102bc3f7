import type { NewModel } from '../new-model';

/** A test case of a new model, for commands that show it. */
export interface FirstCase {
  /** From the project's root. */
  readonly folder: string;
}

/**
 * The first of a new model's test cases that has every file.
 *
 * @throws Error when it brings none, so that the tests of the project could not pass
 */
export function firstCase({ version, files, inputs, outputs }: NewModel): FirstCase {
  const paths = new Set(files.filter(({ kind }) => kind !== 'remove').map(({ path }) => path));
  const cases = `asset_bundle/${version}/test_cases/`;
  const folders = [...paths]
    .filter((path) => path.startsWith(cases))
    .map((path) => cases + path.slice(cases.length).split('/', 1).join(''));
  const folder = [...folders]
    .sort()
    .find((each) => [...inputs, ...outputs].every(({ name }) => paths.has(`${each}/${name}`)));
  if (folder !== undefined) return { folder };
  const needed = [...inputs, ...outputs].map(({ name }) => `"${name}"`).join(', ');
  throw new Error(`The new model has no test case; expected a folder below ${cases} with the files ${needed}.`);
}
