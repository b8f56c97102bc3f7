import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isModelName, NAME_FORM, slugOf } from '../../catalog/sources/model-name';
import { readBundle } from '../../catalog/read-bundle';
import type { Project } from '../../config/project';
import { BUNDLES, modelFolders, type ModelFolder } from '../project-bundles';
import { readFlags } from '../read-flags';
import type { Terminal } from '../run-verb';
import { checkModelFolder, type Findings } from './check-bundle-folder';
import { checkVersions } from './check-versions';
import { checkWrapper } from './check-wrapper';
import { formatFinding, lineOfMatch, type Finding } from './finding';

export const CHECK_USAGE = `Checks every bundle of the project, its test cases, configuration and checksums, the wrappers, and whether versions agree.
Names everything that is wrong at once: file:line, what was found, what is expected, and the mend. Runs no model.

  npm run check
  npm run --silent check -- --json

  --json    {"problems": [{file, line, key, found, expected, mend}], "notices": [{file, message}]}
  --help

Exit code: 0 when nothing is wrong, 1 when something is, 2 when the command line is wrong. A notice is nothing wrong.
`;

/** @returns the exit code */
export async function check(argv: readonly string[], terminal: Terminal, project: Project): Promise<number> {
  const { values } = readFlags(argv, { options: { json: { type: 'boolean', default: false } } });
  const found = await checkProject(project);
  if (values.json) terminal.print(JSON.stringify(found, null, 2));
  else for (const line of describe(found)) terminal.print(line);
  return found.problems.length === 0 ? 0 : 1;
}

/** Everything that is wrong with a project, as far as its files tell. */
export async function checkProject(project: Project): Promise<Findings> {
  const { folder: root, version } = project;
  const models = modelFolders(root);
  const found = await Promise.all(models.map((model) => checkModelFolder(root, model)));
  const name = nameOf(project);
  return {
    problems: [
      ...checkOwnFolder(root, version, models[0]),
      ...checkVersions(versionFilesOf(root), version, name),
      ...models.flatMap(({ model }) => checkWrapper(root, model)),
      ...models.flatMap((model) => checkName(model, name)),
      ...found.flatMap(({ problems }) => problems),
    ],
    notices: found.flatMap(({ notices }) => notices),
  };
}

function describe({ problems, notices }: Findings): string[] {
  return [
    ...problems.map(formatFinding),
    ...notices.map(({ file, message }) => `notice: ${file}: ${message}`),
    problems.length === 0 ? 'Nothing is wrong. Next: npm test' : `${problems.length} to mend.`,
  ];
}

function checkOwnFolder(root: string, version: string, own: ModelFolder | undefined): Finding[] {
  const versions = (own?.versions ?? []).map(({ text }) => text);
  if (versions.includes(version)) return [];
  return [
    {
      file: 'package.json',
      line: lineOfMatch(readFileSync(join(root, 'package.json'), 'utf8'), /"version"\s*:/),
      key: 'version',
      found: `"${version}", but there is no folder ${BUNDLES}/${version}`,
      expected: versions.length === 0 ? 'a folder of that name' : `one of the versions there: ${versions.join(', ')}`,
      mend: `set the version to one that is there, then begin the next one by "npm run new-version".`,
    },
  ];
}

function checkName({ model, path }: ModelFolder, own: string | undefined): Finding[] {
  if (model === undefined) return [];
  const finding = {
    file: path,
    key: '',
    found: `the name "${model}"`,
    mend: 'rename the folder, and that in model_lib/models.',
  };
  if (!isModelName(model)) return [{ ...finding, expected: NAME_FORM }];
  if (own === undefined || model !== slugOf(own)) return [];
  return [{ ...finding, expected: "another name than that of the project's own model" }];
}

function versionFilesOf(root: string) {
  const read = (name: string) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : undefined);
  return {
    manifest: read('package.json') ?? '',
    lock: read('package-lock.json'),
    dockerfile: read('Dockerfile'),
    changelog: read('CHANGELOG.md'),
  };
}

/** undefined where the bundle is broken, which its own check tells. */
function nameOf({ folder, version }: Project): string | undefined {
  try {
    return readBundle(folder, version).metadata.name;
  } catch {
    return undefined;
  }
}
