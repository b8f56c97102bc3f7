import { parseArgs } from 'node:util';
import { readBundle } from '../catalog/read-bundle';
import { readProject } from '../config/project';
import { messageOf } from '../core/errors';
import { ALL_FLAGS, checkAnswer, type Flags } from '../test-cases/check-answer';
import { readTestCases, type TestCase } from '../test-cases/read-test-cases';
import { ModzyClient } from './modzy-client';

const BATCH_SIZES = [1, 8];
const USAGE = `Replays every test case of the bundle against a running server, singly and in batches, with every combination of flags.

  --host NAME    default localhost
  --port N       default 45000
  --cases DIR    default asset_bundle/<version>/test_cases
`;

/** @returns how many checks failed */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: 'localhost' },
      port: { type: 'string', default: '45000' },
      cases: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { folder, version } = readProject(__dirname);
  const bundle = readBundle(folder, version);
  const client = new ModzyClient({ host: values.host, port: Number(values.port) });
  try {
    const { model_info } = await client.waitUntilReady();
    if (model_info?.model_version !== version) {
      throw new Error(`The server has version ${model_info?.model_version}; expected ${version}, as in package.json.`);
    }
    let failures = 0;
    const cases = readTestCases(bundle, values.cases);
    for (const testCase of cases) {
      for (const batchSize of BATCH_SIZES) {
        for (const flags of ALL_FLAGS) {
          const differences = await replayOne(client, testCase, flags, batchSize, bundle.metadata);
          if (differences.length > 0) failures++;
          report(testCase, flags, batchSize, differences);
        }
      }
    }
    const checks = cases.length * BATCH_SIZES.length * ALL_FLAGS.length;
    process.stdout.write(`${checks - failures} passed, ${failures} failed\n`);
    return failures;
  } finally {
    client.close();
  }
}

/** Sends the case's inputs as often as the batch has items; every answer must be the expected one. */
async function replayOne(
  client: ModzyClient,
  testCase: TestCase,
  flags: Flags,
  batchSize: number,
  metadata: Parameters<typeof checkAnswer>[3],
): Promise<string[]> {
  const answers = await client.run(new Array<TestCase['inputs']>(batchSize).fill(testCase.inputs), flags);
  const differences = await Promise.all(answers.map((answer) => checkAnswer(testCase, answer, flags, metadata)));
  return [...new Set(differences.flat())];
}

function report(testCase: TestCase, flags: Flags, batchSize: number, differences: readonly string[]): void {
  const asked = [flags.explain && 'explain', flags.detectDrift && 'drift'].filter(Boolean).join(' and ');
  const label = `${testCase.name}, ${batchSize === 1 ? 'single' : `batch of ${batchSize}`}${asked && `, with ${asked}`}`;
  process.stdout.write(`${differences.length === 0 ? 'ok    ' : 'FAILED'} ${label}\n`);
  for (const line of differences) process.stdout.write(`         ${line}\n`);
}

main().then(
  (failures) => process.exit(failures === 0 ? 0 : 1),
  (thrown: unknown) => {
    process.stderr.write(`${messageOf(thrown)}\n`);
    process.exit(1);
  },
);
