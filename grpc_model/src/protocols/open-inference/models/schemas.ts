import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

// What the protocol says about server and models, as JSON. The same values are messages of gRPC.

const count = { type: 'integer', minimum: 0 } as const satisfies JSONSchema;

export const serverMetadataSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'version', 'extensions'],
  properties: {
    name: { type: 'string' },
    version: { type: 'string' },
    extensions: { type: 'array', items: { type: 'string' }, description: 'Those that this server has.' },
  },
} as const satisfies JSONSchema;

export const tensorMetadataSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'datatype', 'shape'],
  properties: {
    name: { type: 'string' },
    datatype: { type: 'string' },
    shape: { type: 'array', items: { type: 'integer', minimum: -1 }, description: '-1 stands for any length.' },
  },
} as const satisfies JSONSchema;

export const modelMetadataSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'versions', 'platform', 'inputs', 'outputs'],
  properties: {
    name: { type: 'string' },
    versions: {
      type: 'array',
      items: { type: 'string' },
      description: 'The ready ones; only the one that was asked for, when one was.',
    },
    platform: { type: 'string' },
    inputs: { type: 'array', items: tensorMetadataSchema },
    outputs: { type: 'array', items: tensorMetadataSchema },
  },
} as const satisfies JSONSchema;

export const durationSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['count', 'ns'],
  properties: { count, ns: { ...count, description: 'Of all of them together, in nanoseconds.' } },
} as const satisfies JSONSchema;

export const modelStatisticsSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'name',
    'version',
    'last_inference',
    'inference_count',
    'execution_count',
    'inference_stats',
    'response_stats',
    'batch_stats',
    'memory_usage',
  ],
  properties: {
    name: { type: 'string' },
    version: { type: 'string' },
    last_inference: { ...count, description: 'In milliseconds since 1970; 0: never.' },
    inference_count: { ...count, description: 'Items, or rows, of all requests.' },
    execution_count: { ...count, description: 'Calls of the model, each with a batch.' },
    inference_stats: {
      type: 'object',
      additionalProperties: false,
      required: [
        'success',
        'fail',
        'queue',
        'compute_input',
        'compute_infer',
        'compute_output',
        'cache_hit',
        'cache_miss',
      ],
      properties: {
        success: durationSchema,
        fail: durationSchema,
        queue: durationSchema,
        compute_input: durationSchema,
        compute_infer: durationSchema,
        compute_output: durationSchema,
        cache_hit: durationSchema,
        cache_miss: durationSchema,
      },
    },
    response_stats: { type: 'object', additionalProperties: false, properties: {} },
    batch_stats: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['batch_size', 'compute_input', 'compute_infer', 'compute_output'],
        properties: {
          batch_size: count,
          compute_input: durationSchema,
          compute_infer: durationSchema,
          compute_output: durationSchema,
        },
      },
    },
    memory_usage: { type: 'array', maxItems: 0, items: {} },
  },
} as const satisfies JSONSchema;

export const modelIndexSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string' },
    version: { type: 'string' },
    state: { type: 'string', enum: ['UNKNOWN', 'READY', 'UNAVAILABLE', 'LOADING', 'UNLOADING'] },
    reason: { type: 'string' },
  },
} as const satisfies JSONSchema;

/** A request that somebody can send unchanged, to see what becomes of it. */
export const inferExampleSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['model', 'version'],
  properties: {
    model: { type: 'string' },
    version: { type: 'string' },
    request: {
      type: 'object',
      additionalProperties: false,
      required: ['inputs'],
      description: 'Absent where JSON cannot carry the inputs, or they are large.',
      properties: {
        inputs: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['name', 'datatype', 'shape', 'data'],
            properties: {
              name: { type: 'string' },
              datatype: { type: 'string' },
              shape: { type: 'array', items: count },
              data: { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'boolean' }, { type: 'string' }] } },
            },
          },
        },
      },
    },
  },
} as const satisfies JSONSchema;

export type ServerMetadata = FromSchema<typeof serverMetadataSchema>;
export type TensorMetadata = FromSchema<typeof tensorMetadataSchema>;
export type ModelMetadata = FromSchema<typeof modelMetadataSchema>;
export type ModelStatistics = FromSchema<typeof modelStatisticsSchema>;
export type ModelIndex = FromSchema<typeof modelIndexSchema>;
export type InferExample = FromSchema<typeof inferExampleSchema>;
