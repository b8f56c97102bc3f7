import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle, readBundleFolder } from '../../catalog/read-bundle';
import type { Project } from '../../config/project';
import type { Bundle, LogFields, Logger } from '../../contract';
import { CASES_FOLDER, readTestCases, type TestCase } from '../../test-cases/read-test-cases';
import { applyChanges, describeChanges, type Change } from '../changes';
import { modelFolderOf, type ModelFolder } from '../project-bundles';
import { readFlags } from '../read-flags';
import type { Terminal } from '../run-verb';
import { UsageError } from '../usage-error';
import { throwIfUncommitted } from '../work-tree';
import { CaseRunner } from './case-runner';
import { Decisions, type Verdict } from './decisions';
import { describeExpected, reviewCase, type Review } from './review-case';
import { reviewedChange } from './case-file';

export const RECORD_USAGE = `Runs the current model over its test cases, shows how the outputs differ from the expected ones, and records them.

  npm run record
  npm run record -- --case blank-paper --case new-case
  npm run record -- --yes

  --case NAME          only this case; may be given several times (default: all)
  --model NAME         a further model, asset_bundle/NAME/<x.y.z>
  --model-version V    another version of it than the newest
  --yes                records without asking; what is written counts as not reviewed (reviewed: false in case.yaml)
  --reviewed           records without asking, and says that somebody has looked at the outputs
  --dry-run            shows the differences, and writes nothing
  --allow-dirty        even over expected outputs that are not committed
  --help

A case with inputs alone is recorded for the first time. A case with "error:" is checked, and never written.
Exit code: 0 when every case is as expected or was recorded, 1 when one failed or was refused, 2 when the command line is wrong.
`;

/**
 * @param serverFolder the compiled server, beside which the compiled `model_lib` lies
 * @returns the exit code
 */
export async function record(
  argv: readonly string[],
  terminal: Terminal,
  project: Project,
  serverFolder: string,
): Promise<number> {
  const flags = parse(argv);
  const model = modelFolderOf(project, flags.model);
  const bundle = await bundleOf(project, model, flags['model-version']);
  const cases = chosenCases(bundle, flags.case);
  const wrapper = model.model === undefined ? 'src/model.js' : `models/${model.model}/model.js`;
  const runner = await CaseRunner.start(
    {
      bundle,
      folder: join(project.folder, model.path),
      shownAs: model.path,
      wrapperPath: join(serverFolder, '../../model_lib', wrapper),
      workerMain: join(serverFolder, 'execution/worker-main.js'),
    },
    loggerOf(terminal),
  );
  const reviews = await reviewAll(runner, cases, bundle).finally(() => runner.stop());
  const path = `${model.path}/${bundle.metadata.version}/${CASES_FOLDER}`;
  if (!flags['dry-run'] && !flags['allow-dirty']) throwIfAnyIsUncommitted(project.folder, path, reviews);
  const decisions = new Decisions(terminal, flags);
  const changes: Change[] = [];
  for (const [testCase, review] of reviews) {
    const shown = review.kind === 'same' ? await describeExpected(testCase, bundle.metadata) : [];
    const verdict = await decisions.on(testCase, review, shown);
    changes.push(...changesOf(project.folder, `${path}/${testCase.name}`, review, verdict));
  }
  return finish(terminal, project.folder, changes, decisions);
}

function parse(argv: readonly string[]) {
  const { values } = readFlags(argv, {
    options: {
      case: { type: 'string', multiple: true, default: [] },
      model: { type: 'string' },
      'model-version': { type: 'string' },
      yes: { type: 'boolean', default: false },
      reviewed: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      'allow-dirty': { type: 'boolean', default: false },
    },
  });
  return values;
}

/** Of the own model the version of `package.json`, else the newest, unless another one is asked for. */
async function bundleOf(project: Project, model: ModelFolder, asked: string | undefined): Promise<Bundle> {
  if (model.model === undefined && asked === undefined) return readBundle(project.folder, project.version);
  const version = asked === undefined ? model.versions[0] : model.versions.find(({ text }) => text === asked);
  if (version !== undefined)
    return readBundleFolder(project.folder, join(project.folder, model.path, version.text), version.text);
  const there = model.versions.map(({ text }) => text).join(', ');
  throw new UsageError(`--model-version ${asked}: there is no such version in ${model.path}; there are: ${there}.`);
}

function chosenCases(bundle: Bundle, names: readonly string[]): TestCase[] {
  const cases = readTestCases(bundle, undefined, { outputs: 'those-there' });
  const unknown = names.filter((name) => !cases.some((each) => each.name === name));
  if (unknown.length > 0)
    throw new UsageError(
      `--case ${unknown.join(', ')}: there is no such case; there are: ${cases.map(({ name }) => name).join(', ')}.`,
    );
  return names.length === 0 ? cases : cases.filter(({ name }) => names.includes(name));
}

async function reviewAll(
  runner: CaseRunner,
  cases: readonly TestCase[],
  { metadata }: Bundle,
): Promise<ReadonlyMap<TestCase, Review>> {
  const reviews = new Map<TestCase, Review>();
  for (const testCase of cases) {
    const answer = await runner.run(testCase);
    // What failed once need not be waited for twice.
    const again = answer.success ? await runner.run(testCase) : answer;
    reviews.set(testCase, await reviewCase(testCase, answer, again, metadata));
  }
  return reviews;
}

/** What nobody has committed could not be brought back; new inputs beside it are not touched. */
function throwIfAnyIsUncommitted(root: string, path: string, reviews: ReadonlyMap<TestCase, Review>): void {
  const overwritten = Array.from(reviews)
    .flatMap(([{ name }, review]) =>
      review.kind === 'changed' ? review.outputs.map((each) => `${name}/${each.name}`) : [],
    )
    .map((each) => `${path}/${each}`)
    .filter((each) => existsSync(join(root, each)));
  if (overwritten.length > 0) throwIfUncommitted(root, overwritten);
}

function changesOf(root: string, path: string, review: Review, verdict: Verdict): Change[] {
  if (verdict === 'leave') return [];
  const outputs = review.kind === 'changed' ? review.outputs : [];
  return [
    ...outputs.map(({ name, content }): Change => ({ kind: 'write', path: `${path}/${name}`, content })),
    ...reviewedChange(root, path, verdict === 'reviewed'),
  ];
}

function finish(terminal: Terminal, root: string, changes: readonly Change[], decisions: Decisions): number {
  if (changes.length > 0) terminal.print(decisions.isDryRun ? 'It would change:' : 'Changed:');
  for (const line of describeChanges(root, changes)) terminal.print(`  ${line}`);
  if (!decisions.isDryRun) applyChanges(root, changes);
  for (const line of decisions.summary()) terminal.print(line);
  return decisions.hasTrouble ? 1 : 0;
}

/** Only what is wrong; the rest is the server's business. */
function loggerOf(terminal: Terminal): Logger {
  const ignore = (): void => undefined;
  const tell = (message: string, { stack, reason }: LogFields = {}): void => {
    const detail = [stack, reason].find((each) => typeof each === 'string');
    terminal.print(`  ${message} ${detail ?? ''}`.trimEnd());
  };
  return { debug: ignore, info: ignore, warn: tell, error: tell };
}
