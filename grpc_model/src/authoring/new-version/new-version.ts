import { readdirSync, readFileSync, realpathSync, existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import { MODEL_FILE } from '../../catalog/check-bundle';
import { readBundle, readBundleFolder } from '../../catalog/read-bundle';
import { CHECKSUM_FILE } from '../../catalog/sources/verify-checksums';
import { parseVersion, type ModelVersion } from '../../catalog/version';
import type { Project } from '../../config/project';
import { applyChanges, describeChanges, type Change } from '../changes';
import { modelFolderOf, type ModelFolder } from '../project-bundles';
import { Questions } from '../questions';
import { readFlags } from '../read-flags';
import type { Terminal } from '../run-verb';
import { setYamlKey } from '../set-yaml-key';
import { UsageError } from '../usage-error';
import { withChangelogEntry, withImageVersion, withManifestVersion } from '../version-files';
import { throwIfUncommitted } from '../work-tree';

export const NEW_VERSION_USAGE = `Begins the next version of the model from the last one: its bundle is copied, and the version is set wherever it stands.

  npm run new-version -- 1.1.0 --notes "Reads commas, too."
  npm run new-version -- 2.0.0 --model other

  --notes TEXT     what is new, for releaseNotes in model.yaml and the CHANGELOG (default: that it was begun from the last)
  --model NAME     a further model, asset_bundle/NAME/<x.y.z>; then only its bundle is made
  --dry-run        says what would change, and changes nothing
  --allow-dirty    even when there is work that is not committed
  --help

Exit code: 0 when it was done, 1 when it was refused, 2 when the command line is wrong.
`;

/** @returns the exit code */
export async function newVersion(argv: readonly string[], terminal: Terminal, project: Project): Promise<number> {
  const { values, positionals } = readFlags(argv, {
    allowPositionals: true,
    options: {
      notes: { type: 'string' },
      model: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'allow-dirty': { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 1) throw new UsageError(`Expected one version, found ${positionals.join(' ')}.`);
  const model = modelFolderOf(project, values.model);
  const last = lastOf(model, project);
  const { version, notes } = await ask(terminal, positionals[0], values.notes, last);
  throwIfNotNewer(version, model, last);
  if (!values['dry-run'] && !values['allow-dirty']) throwIfUncommitted(project.folder);
  const changes = await plan(project, model, last, version, notes);
  terminal.print(values['dry-run'] ? 'It would change:' : 'Changed:');
  for (const line of describe(project.folder, changes, `${model.path}/${version}`)) terminal.print(`  ${line}`);
  if (values['dry-run']) return 0;
  applyChanges(project.folder, changes);
  const flag = model.model === undefined ? '' : ` -- --model ${model.model}`;
  terminal.print(
    `Next: put what is new into ${model.path}/${version}/ (weights, model.yaml), then run "npm run record${flag}".`,
  );
  return 0;
}

/** The version that the next one begins from: of the own model the one of `package.json`, else the newest. */
function lastOf(model: ModelFolder, project: Project): ModelVersion {
  if (model.model !== undefined) return model.versions[0]!;
  readBundle(project.folder, project.version);
  const last = parseVersion(project.version);
  if (last !== undefined) return last;
  throw new Error(
    `package.json has the version "${project.version}"; expected "x.y.z". Set it to the one of the bundle.`,
  );
}

async function ask(
  terminal: Terminal,
  given: string | undefined,
  notes: string | undefined,
  last: ModelVersion,
): Promise<{ version: string; notes: string }> {
  const questions = new Questions(terminal, given === undefined);
  const version = await questions.answer(
    {
      flag: 'The version',
      text: `Next version after ${last.text}, for example ${nextOf(last).join(', ')}`,
      fallback: undefined,
      read: readVersion,
    },
    given,
  );
  const said = await questions.answer(
    { flag: '--notes', text: 'What is new', fallback: `Begun from ${last.text}.`, read: readNotes },
    notes,
  );
  questions.throwIfAnyIsMissing();
  return { version: version ?? '', notes: said ?? '' };
}

function readVersion(text: string): string {
  if (parseVersion(text) !== undefined && text.includes('.')) return text;
  throw new Error('expected a version "x.y.z", each part a number below 1000 without leading zeros.');
}

function readNotes(text: string): string {
  if (text.trim() !== '' && !/[\r\n]/.test(text)) return text.trim();
  throw new Error('expected one line of text.');
}

/** @throws Error that says why the version is none that can follow, and which could */
export function throwIfNotNewer(given: string, { path, versions }: ModelFolder, last: ModelVersion): void {
  const number = parseVersion(given)?.number ?? 0;
  const newest = versions.reduce((a, b) => (b.number > a.number ? b : a), last);
  const others = `Take a newer one, for example ${nextOf(newest).join(', ')}.`;
  const twin = versions.find((each) => each.number === number);
  if (twin !== undefined) throw new Error(`${path}/${twin.text} exists already. ${others}`);
  if (number > newest.number) return;
  throw new Error(`${given} is not newer than ${newest.text}, the newest version in ${path}. ${others}`);
}

/** What could follow a version: a correction, an addition, a break. */
function nextOf({ number }: ModelVersion): string[] {
  const [major, minor, patch] = [Math.floor(number / 1e6), Math.floor(number / 1e3) % 1e3, number % 1e3];
  return [`${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0`, `${major + 1}.0.0`].filter(
    (text) => parseVersion(text) !== undefined,
  );
}

async function plan(
  { folder: root }: Project,
  model: ModelFolder,
  last: ModelVersion,
  version: string,
  notes: string,
): Promise<Change[]> {
  const from = join(root, model.path, last.text);
  // A broken bundle is mended where it is, not copied.
  if (model.model !== undefined) await readBundleFolder(root, from, last.text);
  const bundle = bundleChanges(from, `${model.path}/${version}`, version, notes);
  return model.model === undefined ? [...bundle, ...projectChanges(root, version, notes)] : bundle;
}

function bundleChanges(from: string, to: string, version: string, notes: string): Change[] {
  const path = join(from, MODEL_FILE);
  const versioned = setYamlKey(readFileSync(path, 'utf8'), path, 'version', version);
  const description = setYamlKey(versioned, path, 'releaseNotes', `${version} - ${notes}`);
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry): Change => {
      const file = join(entry.parentPath, entry.name);
      const name = relative(from, file).split(sep).join('/');
      const target = `${to}/${name}`;
      if (name === MODEL_FILE) return { kind: 'write', path: target, content: description };
      if (name === CHECKSUM_FILE)
        return { kind: 'write', path: target, content: withChecksum(readFileSync(file, 'utf8'), description) };
      return { kind: 'copy', path: target, from: realpathSync(file) };
    });
}

/** A list of checksums may cover the one file of the bundle that changes. */
function withChecksum(sums: string, description: string): string {
  const sum = createHash('sha256').update(description).digest('hex');
  return sums.replaceAll(/^[0-9a-f]{64}( [ *](?:\.\/)?model\.yaml\r?)$/gim, `${sum}$1`);
}

function projectChanges(root: string, version: string, notes: string): Change[] {
  const edits: readonly (readonly [string, (text: string) => string])[] = [
    ['Dockerfile', (text) => withImageVersion(text, version)],
    ['CHANGELOG.md', (text) => withChangelogEntry(text, version, notes)],
    ['package-lock.json', (text) => withManifestVersion(text, 'package-lock.json', 2, version)],
    // Last: whoever stopped it halfway still has the old version.
    ['package.json', (text) => withManifestVersion(text, 'package.json', 1, version)],
  ];
  return edits
    .filter(([path]) => path === 'CHANGELOG.md' || existsSync(join(root, path)))
    .map(([path, edit]) => ({ kind: 'write', path, content: edit(readIfThere(join(root, path))) }));
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** The files of the bundle as one line: they are those of the last one. */
function describe(root: string, changes: readonly Change[], bundle: string): string[] {
  const others = changes.filter(({ path }) => !path.startsWith(`${bundle}/`));
  const files = changes.length - others.length;
  return [`new      ${bundle}/ (${files} files)`, ...describeChanges(root, others)];
}
