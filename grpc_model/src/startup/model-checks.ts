import { access } from 'node:fs/promises';
import type { ModelCandidate, ModelSource, VersionCandidate } from '../catalog/sources/candidate';
import { mapFew } from '../catalog/sources/map-few';
import { selectVersions } from '../catalog/version-policy';
import { ProblemsError, type Problem } from '../core/problems';
import { problemsOf, type Check } from './check';

/** A place of models that is to be looked at. */
export interface CheckedPlace {
  /** For people. */
  readonly name: string;
  /** @throws ProblemsError with what is wrong with the models that it knows without a scan */
  readonly open: () => ModelSource;
}

/**
 * Reads every model that a start would load as a start does, and loads none.
 *
 * @param places in their order: of two models of one name, the one of the earlier place is served
 */
export function modelChecks(places: readonly CheckedPlace[]): readonly Check[] {
  const served = new Map<string, string>();
  return places.map(({ name, open }) => ({
    name,
    run: async () => {
      const problems: Problem[] = [];
      for (const candidate of await open().scan()) {
        const other = served.get(candidate.name);
        if (other !== undefined) problems.push(shadowed(candidate, other));
        else served.set(candidate.name, candidate.place);
        problems.push(...(await problemsOfModel(candidate)));
      }
      return problems;
    },
  }));
}

async function problemsOfModel(candidate: ModelCandidate): Promise<readonly Problem[]> {
  const { place, versions = [], policy, problems, configProblems = [] } = candidate;
  const configText = new ProblemsError(configProblems).message;
  const own = problems
    .filter((text) => text !== configText)
    .map((text) => ({ file: place, key: '', found: withoutPeriod(text), expected: 'a model that can be served' }));
  // Which versions are wanted is not known while its file is wrong.
  if (policy === undefined) return [...own, ...configProblems];
  const available = versions.map(({ version }) => version);
  const wanted = new Set(selectVersions(available, policy).map(({ number }) => number));
  const loaded = versions.filter(({ version, isRequired }) => isRequired === true || wanted.has(version.number));
  const found = await mapFew(loaded, (version) => problemsOfVersion(version, `${place}/${version.version.text}`));
  return [...own, ...configProblems, ...found.flat()];
}

async function problemsOfVersion({ content }: VersionCandidate, place: string): Promise<readonly Problem[]> {
  const expected = 'a version that can be loaded';
  if ('reason' in content) return [{ file: place, key: '', found: withoutPeriod(content.reason), expected }];
  try {
    if ('spec' in content) await content.verify?.();
    const { wrapperPath } = 'spec' in content ? content.spec : await content.read();
    await access(wrapperPath);
    return [];
  } catch (thrown) {
    return problemsOf(thrown, place, expected);
  }
}

function shadowed({ name, place }: ModelCandidate, other: string): Problem {
  const found = `the name ${name}, which the model in ${other} has, too; that one is served`;
  return { file: place, key: '', found, expected: 'another name for one of them' };
}

function withoutPeriod(text: string): string {
  return text.replace(/\.$/, '');
}
