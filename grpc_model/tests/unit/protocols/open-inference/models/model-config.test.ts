import { modelConfigSchema } from '../../../../../src/protocols/open-inference/models/config-schema';
import type { ModelCandidate } from '../../../../../src/catalog/sources/candidate';
import type { Signature } from '../../../../../src/core/executor';
import type { ModelOptions } from '../../../../../src/core/model-options';
import { openInferenceDefinitions } from '../../../../../src/protocols/open-inference/definition';
import { model, version } from '../../../../support/catalog-fixture';
import { callerOf, setUpModels, tensorSignature, valid, versionWith } from '../../../../support/open-inference-models';
import { until } from '../../../../support/until';

const FLOATS = { datatype: 'FP32', shape: [-1, 2] } as const;
const ONE_SCALAR = { datatype: 'INT64', shape: [] } as const;
const OPTIONS: Partial<ModelOptions> = {
  batching: { maxBatchSize: 8, maxQueueDelayMs: 1.5, preferredBatchSizes: [4, 8] },
  queue: { maxCalls: 100, maxBytes: 1000 },
  workers: { min: 1, max: 3 },
};

/** The configuration of the model `m`, which has loaded its version 1. */
async function configOf(candidate: ModelCandidate, signature?: Signature, stream = false) {
  const set = await setUpModels([candidate]);
  (await set.started(candidate.versions![0]!.fingerprint)).capabilities = { batch: true, stream, signature };
  await set.succeed(candidate.versions![0]!.fingerprint);
  const config = await set.models.config({ name: 'm', version: '' }, callerOf());
  return { ...set, config: valid(modelConfigSchema, config) };
}

const onnx = (options: Partial<ModelOptions> = OPTIONS) => model('m', [versionWith('1', { options, isOnnx: true })]);

it('tells how an ONNX model is run whose tensors all have rows in front', async () => {
  const { config } = await configOf(onnx(), tensorSignature(FLOATS, { datatype: 'BYTES', shape: [-1] }));
  expect(config).toEqual({
    name: 'm',
    platform: 'onnx_onnxv1',
    backend: 'onnxruntime',
    version_policy: { latest: { num_versions: 1 } },
    max_batch_size: 8,
    input: [{ name: 'x', data_type: 'TYPE_FP32', dims: [2] }],
    output: [{ name: 'y', data_type: 'TYPE_STRING', dims: [] }],
    instance_group: [{ name: 'm', count: 3, kind: 'KIND_CPU' }],
    dynamic_batching: {
      preferred_batch_size: [4, 8],
      max_queue_delay_microseconds: 1500,
      priority_levels: 3,
      default_priority_level: 2,
      default_queue_policy: { max_queue_size: 100 },
    },
    parameters: { version: { string_value: '1' } },
    model_transaction_policy: { decoupled: false },
  });
});

it('has no batches where one output has no rows in front', async () => {
  const { config } = await configOf(onnx(), tensorSignature(FLOATS, ONE_SCALAR));
  expect(config.max_batch_size).toBe(0);
  expect(config.input[0]?.dims).toEqual([-1, 2]);
  expect(config.output[0]).toEqual({ name: 'y', data_type: 'TYPE_INT64', dims: [] });
  expect(config).not.toHaveProperty('dynamic_batching');
});

it('tells that a wrapper that takes bytes takes batches of them, and may answer in pieces', async () => {
  const { config } = await configOf(model('m', [versionWith('1', { options: OPTIONS })]), undefined, true);
  expect(config).toMatchObject({
    platform: 'typescript_wrapper',
    backend: 'typescript',
    max_batch_size: 8,
    input: [{ name: 'command', data_type: 'TYPE_STRING', dims: [] }],
    model_transaction_policy: { decoupled: true },
  });
});

it('tells as many workers as management has set since', async () => {
  const { catalog, models } = await configOf(onnx());
  catalog.scale('m', '1', { min: 1, max: 7 });
  expect((await models.config({ name: 'm', version: '' }, callerOf())).instance_group[0]?.count).toBe(7);
});

it('tells how a reloaded version is run, not how the one before was', async () => {
  const { catalog, models, source, executors } = await configOf(onnx());
  const changed = versionWith('1', { options: { ...OPTIONS, workers: { min: 1, max: 5 } }, isOnnx: true });
  source.models = [model('m', [{ ...changed, fingerprint: '1b' }])];
  const reload = catalog.reload('m');
  await until(() => executors[1]?.starts.length === 1);
  expect((await models.config({ name: 'm', version: '' }, callerOf())).instance_group[0]?.count).toBe(3);
  executors[1]!.starts[0]!.succeed();
  await reload;
  expect((await models.config({ name: 'm', version: '' }, callerOf())).instance_group[0]?.count).toBe(5);
});

it('bounds a queue without bound to what the field holds', async () => {
  const queue = { maxCalls: Number.MAX_SAFE_INTEGER, maxBytes: 1 };
  const { config } = await configOf(onnx({ ...OPTIONS, queue }), tensorSignature(FLOATS, FLOATS));
  expect(config.dynamic_batching?.default_queue_policy.max_queue_size).toBe(2 ** 31 - 1);
});

it.each([
  [{ name: 'all' } as const, '1', { all: {} }],
  [{ name: 'latest', count: 2 } as const, '1', { latest: { num_versions: 2 } }],
  [{ name: 'specific', numbers: [1, 5] } as const, '1', { specific: { versions: [1, 5] } }],
  // The protocol has integers alone.
  [{ name: 'specific', numbers: [1_002_003] } as const, '1.2.3', undefined],
])('tells the version policy %j of version %s as %j', async (policy, text, expected) => {
  const { config } = await configOf(model('m', [version(text)], { policy }));
  expect(config.version_policy).toEqual(expected);
  expect(config.parameters.version.string_value).toBe(text);
});

it('is the same over gRPC', async () => {
  const { config } = await configOf(onnx(), tensorSignature(FLOATS, FLOATS));
  const service = openInferenceDefinitions()['inference.GRPCInferenceService'] as unknown as {
    ModelConfig: { responseSerialize: (value: object) => Buffer; responseDeserialize: (bytes: Buffer) => object };
  };
  const { responseSerialize, responseDeserialize } = service.ModelConfig;
  expect(responseDeserialize(responseSerialize({ config }))).toMatchObject({
    config: {
      ...config,
      version_policy: { latest: { num_versions: 1 } },
      input: [{ name: 'x', data_type: 'TYPE_FP32', dims: ['2'] }],
      output: [{ name: 'y', data_type: 'TYPE_FP32', dims: ['2'] }],
      dynamic_batching: {
        preferred_batch_size: [4, 8],
        max_queue_delay_microseconds: '1500',
        priority_levels: '3',
        default_priority_level: '2',
        default_queue_policy: { max_queue_size: 100 },
      },
    },
  });
});
