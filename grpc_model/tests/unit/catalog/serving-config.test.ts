import { mergeRunning, toModelOptions, toOnnxOptions, toTimeouts } from '../../../src/catalog/apply-config';
import { parseServingConfig, parseVersionConfig } from '../../../src/catalog/serving-config';
import { ProblemsError } from '../../../src/core/problems';
import { TEST_DEFAULTS } from '../../support/store-fixture';

const parse = (text: string) => parseServingConfig(text, 'm/config.yaml');

function problems(text: string, read: (text: string, file: string) => unknown = parseServingConfig): string[] {
  try {
    read(text, 'config.yaml');
  } catch (thrown) {
    if (thrown instanceof ProblemsError) return thrown.message.split('\n');
    throw thrown;
  }
  return [];
}

test('every key has its place in the options', () => {
  const { policy, labels, running } = parse(`versions: { policy: latest, count: 2 }
labels: { stable: 1.0.0, old: 7 }
batching: { maxBatchSize: 8, maxQueueDelayMs: 2.5, preferredBatchSizes: [8, 4] }
queue: { maxCalls: 10, maxBytes: 1Mi }
workers: { min: 2, max: 3, placement: own }
recycle: { afterCalls: 1000, aboveMemory: 2G }
onnx: { executionProviders: [cuda, cpu], intraOpThreads: 4 }
timeout: { load: 2m, run: 500ms }
`);
  expect(policy).toEqual({ name: 'latest', count: 2 });
  expect([...labels]).toEqual([
    ['stable', { text: '1.0.0', number: 1_000_000 }],
    ['old', { text: '7', number: 7 }],
  ]);
  expect(toModelOptions(running, TEST_DEFAULTS.store)).toEqual({
    batching: { maxBatchSize: 8, maxQueueDelayMs: 2.5, preferredBatchSizes: [4, 8] },
    queue: { maxCalls: 10, maxBytes: 2 ** 20 },
    workers: { min: 2, max: 3 },
    recycle: { afterCalls: 1000, aboveBytes: 2e9 },
    placement: 'own',
  });
  expect(toOnnxOptions(running, TEST_DEFAULTS.onnx)).toEqual({
    executionProviders: ['cuda', 'cpu'],
    intraOpThreads: 4,
    interOpThreads: 1,
  });
  expect(toTimeouts(running, TEST_DEFAULTS.timeouts)).toEqual({
    status: { text: '2m', value: 120_000 },
    run: { text: '500ms', value: 500 },
  });
});

test('what is absent comes from the defaults', () => {
  const { policy, running } = parse('{}');
  expect(policy).toBeUndefined();
  expect(toModelOptions(running, TEST_DEFAULTS.store)).toEqual(TEST_DEFAULTS.store);
  expect(toOnnxOptions(running, TEST_DEFAULTS.onnx)).toEqual(TEST_DEFAULTS.onnx);
  expect(toTimeouts(running, TEST_DEFAULTS.timeouts)).toEqual(TEST_DEFAULTS.timeouts);
});

test.each([
  ['{ policy: all }', { name: 'all' }],
  ['{ policy: latest }', { name: 'latest', count: 1 }],
  ['{ policy: specific, list: [1.0.0, 7] }', { name: 'specific', numbers: [1_000_000, 7] }],
])('versions: %s is a policy', (text, policy) => expect(parse(`versions: ${text}`).policy).toEqual(policy));

test.each([
  ['{ max: 1 }', { min: 1, max: 1 }],
  ['{ min: 9 }', { min: 9, max: 9 }],
  ['{ min: 2 }', { min: 2, max: 4 }],
])('workers: %s moves the other bound along: %j', (text, workers) =>
  expect(toModelOptions(parse(`workers: ${text}`).running, TEST_DEFAULTS.store).workers).toEqual(workers),
);

test("a version's keys go before the model's, one by one", () => {
  const model = parse('batching: { maxBatchSize: 8, maxQueueDelayMs: 5 }\nqueue: { maxCalls: 3 }').running;
  const version = parseVersionConfig('batching: { maxBatchSize: 2 }\nwarmUp: { enabled: false }', 'f');
  expect(mergeRunning(model, version)).toMatchObject({
    batching: { maxBatchSize: 2, maxQueueDelayMs: 5 },
    queue: { maxCalls: 3 },
    warmUp: { enabled: false },
  });
});

test('everything that the schema refuses is told at once, with its line', () => {
  expect(
    problems(`batchin: { maxBatchSize: 8 }
batching: { maxBatchSize: 0, size: 4 }
queue: { maxBytes: much }
workers:
  placement: everywhere
timeout: { run: soon }
`).sort(),
  ).toEqual([
    'config.yaml:1: batchin: found a key that means nothing here; expected one of versions, labels, batching, queue, workers, recycle, warmUp, classLabels, onnx, timeout',
    'config.yaml:2: batching.maxBatchSize: found the number 0; expected >= 1',
    'config.yaml:2: batching.size: found a key that means nothing here; expected one of maxBatchSize, maxQueueDelayMs, preferredBatchSizes',
    'config.yaml:3: queue.maxBytes: found "much"; expected a size above zero such as "5M" (decimal) or "5Mi" (binary)',
    'config.yaml:5: workers.placement: found "everywhere"; expected one of shared, own',
    'config.yaml:6: timeout.run: found "soon"; expected a duration above zero such as "60s", "500ms" or "2m"',
  ]);
});

test('what only the whole tells is told, too', () => {
  const form = 'a whole number, or "x.y.z" with each part below 1000, without leading zeros';
  expect(problems('labels: { stable: v1, 1.0.0: 1 }\nworkers: { min: 3, max: 2 }')).toEqual([
    `config.yaml:1: labels.stable: found "v1"; expected ${form}`,
    'config.yaml:1: labels.1.0.0: found "1.0.0"; expected a label that does not look like a version',
    'config.yaml:2: workers.min: found 3; expected at most workers.max, which is 2',
  ]);
  expect(problems('versions: { policy: specific }')).toEqual([
    'config.yaml:1: versions: found "specific"; expected the key list with the versions',
  ]);
});

test("a version's file says nothing about other versions", () => {
  expect(problems('labels: { stable: 1 }', parseVersionConfig)).toEqual([
    expect.stringMatching(/^config\.yaml:1: labels: found a key that means nothing here/),
  ]);
});
