import { existsSync, readdirSync } from 'node:fs';
import { basename, join, parse, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { slugOf } from '../../catalog/sources/model-name';
import { parseVersion } from '../../catalog/version';
import { messageOf } from '../../core/errors';
import { describeTensor } from '../../core/tensor-shape';
import { applyChanges, describeChanges, effectiveChanges, type Change } from '../changes';
import { formatChanges } from '../format-changes';
import { gitIdentity } from '../git-identity';
import type { NewModel } from '../new-model';
import { Questions } from '../questions';
import { readLine, readVersion } from '../read-answers';
import { replaceModel } from '../model-files/replace-model';
import type { Terminal } from '../run-verb';
import { UsageError } from '../usage-error';
import { throwIfUncommitted } from '../work-tree';
import { findBatchProblem, findExample } from './find-example';
import { readGivenInputs, withGivenRanks } from './given-inputs';
import { openGraph, type Graph, type GraphPort } from './graph';
import { makeModel } from './make-model';

export const IMPORT_ONNX_USAGE = `Makes a model of an .onnx file, in the place of the project's present model: wrapper, description, weights with their
checksums, a test case, tests. No line of code is needed.

  npm run import-onnx -- path/to/model.onnx --name Sentiment
  npm run import-onnx -- path/to/model.onnx --name Sentiment --input-npy "input_ids=ids.npy"

  --name TEXT              as people read it; default: made of the file's name
  --version X.Y.Z          default 1.0.0
  --author TEXT            default: as git knows you
  --summary TEXT           what it does, in a sentence; default: what it takes and gives
  --input-npy NAME=FILE    an example of one of its inputs, once for each: .npy, JSON or raw elements; default: made up
  --dry-run                says what would change, and changes nothing
  --allow-dirty            goes on although there is work that is not committed
  --help                   shows this

Exit code: 0 done, 1 failed, 2 wrong command line.
`;

/**
 * Makes an ONNX file the project's own model.
 *
 * @returns the exit code
 * @throws UsageError when the command line is wrong
 * @throws Error with why the file cannot be a model, and what to do
 */
export async function importOnnx(root: string, argv: readonly string[], terminal: Terminal): Promise<number> {
  const { flags, file, isDryRun, allowsDirty } = readCommandLine(argv);
  const questions = new Questions(terminal, flags.name === undefined);
  const given = await questions.answer(
    { flag: 'MODEL.onnx', text: 'Path of the .onnx file', fallback: undefined, read: readLine },
    file,
  );
  questions.throwIfAnyIsMissing();
  const path = resolve(given!);
  if (!isDryRun && !allowsDirty) throwIfUncommitted(root, withoutFile(root, path));
  const graph = await openGraph(path);
  try {
    const model = await describeAndTry(root, graph, flags, questions, terminal);
    const changes = effectiveChanges(root, await formatChanges(root, replaceModel(root, model)));
    throwIfRemoved(root, path, changes);
    // Undoing must neither undo other work nor remove the file itself.
    const canUndo = !allowsDirty && relative(root, path).startsWith('..');
    return applyAndTell(root, model, changes, { isDryRun, canUndo }, terminal);
  } finally {
    await graph.close();
  }
}

interface Flags {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly author?: string | undefined;
  readonly summary?: string | undefined;
  readonly 'input-npy'?: readonly string[] | undefined;
}

function readCommandLine(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...{ name: text, version: text, author: text, summary: text },
        'input-npy': { type: 'string', multiple: true },
        ...{ 'dry-run': flag, 'allow-dirty': flag },
      },
    });
    const [file, ...others] = positionals;
    if (others.length > 0) throw new Error(`${others.join(', ')}: expected one .onnx file.`);
    const { 'dry-run': isDryRun, 'allow-dirty': allowsDirty, ...flags } = values;
    return { flags, file, isDryRun, allowsDirty };
  } catch (thrown) {
    throw new UsageError(messageOf(thrown));
  }
}

/** The whole project but the file, which may lie in it without belonging to it. */
function withoutFile(root: string, path: string): string[] {
  const at = relative(root, path);
  return at.startsWith('..') ? [] : ['.', `:(exclude,literal)${at}`];
}

async function describeAndTry(
  root: string,
  graph: Graph,
  flags: Flags,
  questions: Questions,
  terminal: Terminal,
): Promise<NewModel> {
  const [{ name: file }] = graph.files;
  for (const each of graph.inputs) terminal.print(`${file} takes ${describePort(each)}`);
  for (const each of graph.outputs) terminal.print(`${file} gives ${describePort(each)}`);
  const given = readGivenInputs(flags['input-npy'] ?? [], graph.inputs);
  const described = await describe(root, graph, flags, questions);
  throwIfTaken(root, described.name);
  const ranked = { ...graph, inputs: withGivenRanks(graph.inputs, given) };
  const example = await findExample(ranked, given);
  const batchProblem = await findBatchProblem(ranked, given, example);
  if (batchProblem !== undefined) terminal.print(`Items do not share a run of the graph: ${batchProblem}.`);
  const origin = given.size === 0 ? 'made up' : 'given';
  return makeModel(root, { graph: ranked, example, origin, hasBatch: batchProblem === undefined, described });
}

async function describe(root: string, graph: Graph, flags: Flags, questions: Questions) {
  const [{ name: file }] = graph.files;
  const name = await questions.answer(
    { flag: '--name', text: 'Name of the model, for people', fallback: parse(file).name, read: readLine },
    flags.name,
  );
  const version = await questions.answer(
    { flag: '--version', text: 'Version', fallback: '1.0.0', read: readVersion },
    flags.version,
  );
  const author = await questions.answer(
    { flag: '--author', text: 'Author', fallback: gitIdentity(root) ?? 'Unknown', read: readLine },
    flags.author,
  );
  const summary = await questions.answer(
    { flag: '--summary', text: 'What it does, in a sentence', fallback: summaryOf(graph), read: readLine },
    flags.summary,
  );
  questions.throwIfAnyIsMissing();
  // Nothing is missing here.
  return { name: name!, version: version!, author: author!, summary: summary! };
}

function summaryOf({ inputs, outputs }: Graph): string {
  const list = (ports: readonly GraphPort[]) => ports.map(describePort).join(', ');
  return readLine(
    `An ONNX model that gives ${list(outputs)} for ${list(inputs) || 'no input'}.`.replace(/[\p{Cc}]/gu, ' '),
  );
}

function describePort({ name, tensor }: GraphPort): string {
  return `${name} (${describeTensor(tensor.datatype, tensor.shape)})`;
}

/** @throws UsageError when a further model has the name by which callers would know this one */
function throwIfTaken(root: string, name: string): void {
  const slug = slugOf(name);
  const folder = join(root, 'asset_bundle', slug);
  if (!existsSync(folder) || !readdirSync(folder).some((entry) => parseVersion(entry) !== undefined)) return;
  throw new UsageError(
    `--name ${JSON.stringify(name)}: callers know a further model by the name ${slug}, asset_bundle/${slug}; give another name.`,
  );
}

/** @throws Error when the changes would remove what they copy */
function throwIfRemoved(root: string, path: string, changes: readonly Change[]): void {
  const isBelow = (folder: string) => path === folder || path.startsWith(`${folder}/`);
  if (!changes.some((change) => change.kind === 'remove' && isBelow(join(root, change.path)))) return;
  throw new Error(
    `${relative(root, path)} belongs to the model that would be replaced; copy ${basename(path)}, and its external data, out of the project first.`,
  );
}

function applyAndTell(
  root: string,
  { name, version }: NewModel,
  changes: readonly Change[],
  { isDryRun, canUndo }: { readonly isDryRun: boolean; readonly canUndo: boolean },
  terminal: Terminal,
): number {
  if (changes.length === 0) {
    terminal.print(`Nothing to change: the project's own model is ${name} ${version} of this file already.`);
    return 0;
  }
  terminal.print(`${name} ${version} ${isDryRun ? 'would become' : 'becomes'} the project's own model:`);
  for (const line of describeChanges(root, changes)) terminal.print(`  ${line}`);
  if (isDryRun) return 0;
  applyChanges(root, changes);
  terminal.print(`${changes.length} changes.${canUndo ? ' To undo them: git checkout . && git clean -fd' : ''}`);
  terminal.print(
    `The test case "example" is marked as not reviewed: look at it, or put an example of your own in its place.`,
  );
  terminal.print('Next: npm test && npm start');
  return 0;
}
