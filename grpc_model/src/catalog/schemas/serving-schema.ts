import type { FromSchema } from 'json-schema-to-ts';

const count = (minimum: number, description: string) =>
  ({ type: 'integer', minimum, maximum: 2147483647, description }) as const;
const size = (description: string) =>
  ({ type: ['string', 'number'], quantity: 'size', description: `${description} "512M", "2Gi".` }) as const;
const duration = (description: string) =>
  ({ type: ['string', 'number'], quantity: 'duration', description: `${description} "60s", "500ms".` }) as const;
const version = { type: ['string', 'integer'], description: 'A version as its folder is named.' } as const;

const section = { type: 'object', additionalProperties: false } as const;

/** What a model and each of its versions may say. */
const running = {
  batching: {
    ...section,
    description: 'How requests are merged into batches; rows are counted.',
    properties: {
      maxBatchSize: count(1, 'The most rows of one batch.'),
      maxQueueDelayMs: {
        type: 'number',
        minimum: 0,
        maximum: 60_000,
        description: 'How long the oldest waiting request may wait for others; 0 sends what is there.',
      },
      preferredBatchSizes: {
        type: 'array',
        items: count(1, 'Rows.'),
        description: 'Sizes that the model runs best with.',
      },
    },
  },
  queue: {
    ...section,
    description: 'What may wait; beyond, a call is refused at once.',
    properties: { maxCalls: count(1, 'Calls.'), maxBytes: size('Bytes of their inputs.') },
  },
  workers: {
    ...section,
    properties: {
      min: count(1, 'Workers that are there even when nobody calls.'),
      max: count(1, 'The most workers.'),
      placement: {
        type: 'string',
        enum: ['shared', 'own'],
        description: 'shared: in workers that other small models use, too.',
      },
    },
  },
  recycle: {
    ...section,
    description: 'When a worker is replaced although it is well.',
    properties: { afterCalls: count(0, 'Calls; 0: never.'), aboveMemory: size('Memory of its process.') },
  },
  warmUp: {
    ...section,
    properties: {
      enabled: {
        type: 'boolean',
        description: 'Whether test cases, or an input of zeros, run before a version serves. Default: true.',
      },
    },
  },
  classLabels: {
    type: 'string',
    minLength: 1,
    description:
      'A file beside this one with one label a line: what the places of an output stand for. It belongs to the one output ' +
      'of an ONNX model whose last dimension is so long, or else to the last output.',
  },
  onnx: {
    ...section,
    properties: {
      executionProviders: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        description: 'By the names of onnxruntime, the preferred one first.',
      },
      intraOpThreads: count(1, 'Threads within one operator.'),
      interOpThreads: count(1, 'Threads across operators.'),
    },
  },
  timeout: {
    ...section,
    properties: {
      load: duration('How long loading may take.'),
      run: duration('How long one call of the model may take.'),
    },
  },
} as const;

/** `<model>/<version>/config.yaml`: how this version is run; each key goes before the same one of the model's file. */
export const versionServingSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'How one version of a model is run (config.yaml beside its files)',
  ...section,
  properties: running,
} as const;

/** `<model>/config.yaml`: which versions are served, and how. Optional, and so is every key. */
export const servingSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'How a model is served (config.yaml beside its versions)',
  ...section,
  properties: {
    versions: {
      ...section,
      required: ['policy'],
      description: 'Which versions are loaded. Default: the latest one.',
      properties: {
        policy: { type: 'string', enum: ['latest', 'all', 'specific'] },
        count: count(1, 'With latest: how many. Default: 1.'),
        list: { type: 'array', minItems: 1, items: version, description: 'With specific: which.' },
      },
    },
    labels: {
      type: 'object',
      propertyNames: { minLength: 1, maxLength: 128 },
      additionalProperties: version,
      description: 'Names for versions, for example stable or canary.',
    },
    ...running,
  },
} as const;

/** A version's `config.yaml` as it stands in the file, after its schema was checked. */
export type VersionServingDocument = FromSchema<typeof versionServingSchema>;

/** A model's `config.yaml` as it stands in the file, after its schema was checked. */
export type ServingDocument = FromSchema<typeof servingSchema>;
