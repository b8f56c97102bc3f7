import type { Datatype } from '../../../contract';
import type { ModelHandle } from '../../../catalog/model-handle';
import type { ModelListing } from '../../../catalog/model-listing';
import type { ModelOptions } from '../../../core/model-options';
import type { ModelSignature, TensorSpec } from '../infer/signature';
import { MAX_INT32, type ModelConfig } from './config-schema';
import { platformOf } from './platform';

type ConfigTensor = ModelConfig['input'][number];

const DATA_TYPES: Readonly<Record<Datatype, ConfigTensor['data_type']>> = {
  BOOL: 'TYPE_BOOL',
  UINT8: 'TYPE_UINT8',
  UINT16: 'TYPE_UINT16',
  UINT32: 'TYPE_UINT32',
  UINT64: 'TYPE_UINT64',
  INT8: 'TYPE_INT8',
  INT16: 'TYPE_INT16',
  INT32: 'TYPE_INT32',
  INT64: 'TYPE_INT64',
  FP16: 'TYPE_FP16',
  BF16: 'TYPE_BF16',
  FP32: 'TYPE_FP32',
  FP64: 'TYPE_FP64',
  BYTES: 'TYPE_STRING',
};

/** High, normal and low; a call that names none is normal. */
const PRIORITY_LEVELS = 3;
const DEFAULT_PRIORITY_LEVEL = 2;

/**
 * How a model is run, in the words of contract sections 3.3 and 4.5. Its version stands in the parameter `version`, which the
 * protocol has no field for.
 */
export function toModelConfig(
  handle: Pick<ModelHandle, 'name' | 'version' | 'listing' | 'isOnnx' | 'streams'>,
  signature: ModelSignature,
  options: ModelOptions,
): ModelConfig {
  const { name, version } = handle;
  const maxBatchSize = hasBatchDimension(signature) ? options.batching.maxBatchSize : 0;
  const toTensor = maxBatchSize > 0 ? withoutBatch : whole;
  const policy = toVersionPolicy(handle.listing);
  return {
    name,
    ...platformOf(handle),
    ...(policy === undefined ? {} : { version_policy: policy }),
    max_batch_size: maxBatchSize,
    input: signature.inputs.map(toTensor),
    output: signature.outputs.map(toTensor),
    instance_group: [{ name, count: options.workers.max, kind: 'KIND_CPU' }],
    ...(maxBatchSize > 0 ? { dynamic_batching: toDynamicBatching(options) } : {}),
    parameters: { version: { string_value: version.text } },
    model_transaction_policy: { decoupled: handle.streams },
  };
}

/** A batch needs a dimension for it in all that goes in and comes out. */
function hasBatchDimension({ inputs, outputs }: ModelSignature): boolean {
  return inputs.length > 0 && [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);
}

function whole({ name, datatype, shape }: TensorSpec): ConfigTensor {
  return { name, data_type: DATA_TYPES[datatype], dims: [...shape] };
}

function withoutBatch({ name, datatype, shape }: TensorSpec): ConfigTensor {
  return { name, data_type: DATA_TYPES[datatype], dims: shape.slice(1) };
}

/** @returns undefined when it names versions `x.y.z`: the protocol has integers */
function toVersionPolicy({ policy, versions }: ModelListing): ModelConfig['version_policy'] {
  switch (policy.name) {
    case 'all':
      return { all: {} };
    case 'latest':
      return { latest: { num_versions: policy.count } };
    case 'specific':
      if (versions.some(({ version: { text, number } }) => text !== String(number))) return undefined;
      return { specific: { versions: [...policy.numbers] } };
  }
}

function toDynamicBatching({ batching, queue }: ModelOptions): NonNullable<ModelConfig['dynamic_batching']> {
  return {
    preferred_batch_size: [...batching.preferredBatchSizes],
    max_queue_delay_microseconds: Math.round(batching.maxQueueDelayMs * 1000),
    priority_levels: PRIORITY_LEVELS,
    default_priority_level: DEFAULT_PRIORITY_LEVEL,
    default_queue_policy: { max_queue_size: Math.min(queue.maxCalls, MAX_INT32) },
  };
}
