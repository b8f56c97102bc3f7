import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

// How a model is run, as JSON (contract section 3.3): whole numbers are numbers and enums are names.

/** The largest value of the fields that are int32 in gRPC. */
export const MAX_INT32 = 2 ** 31 - 1;

const count = { type: 'integer', minimum: 0 } as const satisfies JSONSchema;
const int32 = { ...count, maximum: MAX_INT32 } as const satisfies JSONSchema;

const configTensorSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'data_type', 'dims'],
  properties: {
    name: { type: 'string' },
    data_type: {
      type: 'string',
      enum: [
        'TYPE_BOOL',
        'TYPE_UINT8',
        'TYPE_UINT16',
        'TYPE_UINT32',
        'TYPE_UINT64',
        'TYPE_INT8',
        'TYPE_INT16',
        'TYPE_INT32',
        'TYPE_INT64',
        'TYPE_FP16',
        'TYPE_FP32',
        'TYPE_FP64',
        'TYPE_STRING',
        'TYPE_BF16',
      ],
      description: 'TYPE_STRING stands for BYTES.',
    },
    dims: {
      type: 'array',
      items: { type: 'integer', minimum: -1 },
      description: 'Without the batch, where max_batch_size is greater than 0. -1 stands for any length.',
    },
  },
} as const satisfies JSONSchema;

const versionPolicySchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    latest: {
      type: 'object',
      additionalProperties: false,
      required: ['num_versions'],
      properties: { num_versions: int32 },
    },
    all: { type: 'object', additionalProperties: false, properties: {} },
    specific: {
      type: 'object',
      additionalProperties: false,
      required: ['versions'],
      properties: { versions: { type: 'array', items: count } },
    },
  },
  description: 'Absent when it names versions that are no integers.',
} as const satisfies JSONSchema;

const dynamicBatchingSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'preferred_batch_size',
    'max_queue_delay_microseconds',
    'priority_levels',
    'default_priority_level',
    'default_queue_policy',
  ],
  properties: {
    preferred_batch_size: { type: 'array', items: int32 },
    max_queue_delay_microseconds: count,
    priority_levels: count,
    default_priority_level: count,
    default_queue_policy: {
      type: 'object',
      additionalProperties: false,
      required: ['max_queue_size'],
      properties: { max_queue_size: int32 },
    },
  },
  description: 'Absent when max_batch_size is 0.',
} as const satisfies JSONSchema;

export const modelConfigSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'name',
    'platform',
    'backend',
    'max_batch_size',
    'input',
    'output',
    'instance_group',
    'parameters',
    'model_transaction_policy',
  ],
  properties: {
    name: { type: 'string' },
    platform: { type: 'string' },
    backend: { type: 'string' },
    version_policy: versionPolicySchema,
    max_batch_size: { ...int32, description: '0: no dimension is the batch.' },
    input: { type: 'array', items: configTensorSchema },
    output: { type: 'array', items: configTensorSchema },
    instance_group: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'count', 'kind'],
        properties: {
          name: { type: 'string' },
          count: { ...int32, description: 'The most workers.' },
          kind: { type: 'string', const: 'KIND_CPU' },
        },
      },
    },
    dynamic_batching: dynamicBatchingSchema,
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['version'],
      properties: {
        version: {
          type: 'object',
          additionalProperties: false,
          required: ['string_value'],
          properties: { string_value: { type: 'string' } },
          description: 'The version that this is the configuration of.',
        },
      },
    },
    model_transaction_policy: {
      type: 'object',
      additionalProperties: false,
      required: ['decoupled'],
      properties: { decoupled: { type: 'boolean', description: 'It may answer one request with several answers.' } },
    },
  },
} as const satisfies JSONSchema;

export type ModelConfig = FromSchema<typeof modelConfigSchema>;
