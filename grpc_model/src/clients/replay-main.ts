import { readProject, type Project } from '../config/project';
import type { ModelMetadata } from '../contract';
import { messageOf } from '../core/errors';
import { titleOf } from '../test-cases/case-title';
import { ALL_FLAGS, checkAnswer, type Flags } from '../test-cases/check-answer';
import { readTestCases, type TestCase } from '../test-cases/read-test-cases';
import { parseReplayArguments, REPLAY_USAGE, type ReplayArguments } from './cli/parse-replay-arguments';
import { UsageError } from './cli/usage-error';
import { ModzyClient } from './modzy-client';
import { replayedBundle, versionsFolder } from './replayed-bundle';

const BATCH_SIZES = [1, 8];

/** @returns the exit code */
async function main(): Promise<number> {
  const given = parseReplayArguments(process.argv.slice(2), process.env);
  if (given.action === 'help') {
    process.stdout.write(REPLAY_USAGE);
    return 0;
  }
  const project = readProject(__dirname);
  const versions = versionsFolder(project, given.model?.name);
  const client = new ModzyClient(given);
  try {
    const { model_info } = await client.waitUntilReady();
    const served = model_info?.model_version;
    throwIfAnother(project, given, served);
    const bundle = await replayedBundle(project, versions, served);
    return (await replayAll(client, readTestCases(bundle, given.casesFolder), bundle.metadata)) === 0 ? 0 : 1;
  } finally {
    client.close();
  }
}

/** A server's own model is meant to be that of this very project. */
function throwIfAnother({ version }: Project, { model }: ReplayArguments, served: string | undefined): void {
  if (model === undefined && served !== version)
    throw new Error(`The server has version ${served}; expected ${version}, as in package.json.`);
}

/** @returns how many checks failed */
async function replayAll(client: ModzyClient, cases: readonly TestCase[], metadata: ModelMetadata): Promise<number> {
  let failures = 0;
  for (const testCase of cases) {
    for (const batchSize of BATCH_SIZES) {
      for (const flags of ALL_FLAGS) {
        const differences = await replayOne(client, testCase, flags, batchSize, metadata);
        if (differences.length > 0) failures++;
        report(testCase, flags, batchSize, differences);
      }
    }
  }
  const checks = cases.length * BATCH_SIZES.length * ALL_FLAGS.length;
  process.stdout.write(`${checks - failures} passed, ${failures} failed\n`);
  return failures;
}

/** Sends the case's inputs as often as the batch has items; every answer must be the expected one. */
async function replayOne(
  client: ModzyClient,
  testCase: TestCase,
  flags: Flags,
  batchSize: number,
  metadata: ModelMetadata,
): Promise<string[]> {
  const answers = await client.run(new Array<TestCase['inputs']>(batchSize).fill(testCase.inputs), flags);
  const differences = await Promise.all(answers.map((answer) => checkAnswer(testCase, answer, flags, metadata)));
  return [...new Set(differences.flat())];
}

function report(testCase: TestCase, flags: Flags, batchSize: number, differences: readonly string[]): void {
  const asked = [flags.explain && 'explain', flags.detectDrift && 'drift'].filter(Boolean).join(' and ');
  const label = `${titleOf(testCase)}, ${batchSize === 1 ? 'single' : `batch of ${batchSize}`}${asked && `, with ${asked}`}`;
  process.stdout.write(`${differences.length === 0 ? 'ok    ' : 'FAILED'} ${label}\n`);
  for (const line of differences) process.stdout.write(`         ${line}\n`);
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    process.stderr.write(`${messageOf(thrown)}\n`);
    process.exit(thrown instanceof UsageError ? 2 : 1);
  },
);
