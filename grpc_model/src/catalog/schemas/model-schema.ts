import type { FromSchema } from 'json-schema-to-ts';
import { DATATYPES } from '../../contract';

const text = (description: string) => ({ type: ['string', 'null'], description }) as const;
const markdown = (description: string) => text(`${description} Markdown.`);
const flag = (description: string) => ({ type: ['boolean', 'null'], description }) as const;
const size = (description: string) =>
  ({
    type: ['string', 'number'],
    quantity: 'size',
    description: `${description} "5M" is 5,000,000 bytes, "5Mi" is 5,242,880, a bare number is bytes.`,
    examples: ['1M', '512K', '4G'],
  }) as const;
const duration = (description: string) =>
  ({
    type: ['string', 'number'],
    quantity: 'duration',
    description: `${description} "60s", "500ms", "2m"; a bare number is seconds.`,
    examples: ['60s'],
  }) as const;

/** What a tensor is made of; the two keys come together. */
const tensor = {
  datatype: { type: 'string', enum: DATATYPES, description: 'The type of the elements, when this is a tensor.' },
  shape: {
    type: 'array',
    items: { type: 'integer', minimum: -1 },
    description: 'The lengths of the dimensions; -1 is any length, in the first place the rows of a batch.',
  },
} as const;
const together = { datatype: ['shape'], shape: ['datatype'] } as const;

/** One entry of `inputs`; the key is the input's name. */
const input = {
  type: 'object',
  required: ['acceptedMediaTypes', 'maxSize', 'description'],
  properties: {
    acceptedMediaTypes: {
      description: 'The media types that the model reads; checked against the content where the content tells.',
      anyOf: [{ type: 'array', items: { type: ['string', 'null'] } }, { type: 'string' }],
    },
    maxSize: size('The largest input that is accepted.'),
    description: markdown('What the input holds.'),
    ...tensor,
  },
  dependencies: together,
} as const;

/** One entry of `outputs`; the key is the output's name. */
const output = {
  type: 'object',
  required: ['mediaType', 'maxSize', 'description'],
  properties: {
    mediaType: { type: 'string', description: 'The media type that the model writes.', examples: ['application/json'] },
    maxSize: size('The largest output that the model may write.'),
    description: markdown('What the output holds.'),
    ...tensor,
    labels: {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: "What the places of a tensor's last dimension stand for, in order: the names of the classes.",
      examples: [['cat', 'dog']],
    },
  },
  dependencies: { ...together, labels: ['shape'] },
} as const;

/** `model.yaml`, specification 0.4. Keys that are not named here are ignored. */
export const modelSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Model metadata (model.yaml, specification 0.4)',
  type: 'object',
  required: [
    'type',
    'source',
    'version',
    'name',
    'author',
    'description',
    'inputs',
    'outputs',
    'resources',
    'timeout',
    'features',
  ],
  properties: {
    specification: { type: ['string', 'null'], description: "The version of this specification: '0.4'." },
    type: text('"grpc" for a model server of this contract.'),
    source: text('Where the model comes from: CUSTOM, BAH or PARTNER.'),
    version: {
      type: 'string',
      format: 'version',
      description: 'A quoted semantic version, each part below 1000; equal to the folder name and to package.json.',
    },
    name: { type: 'string', minLength: 1, description: 'A name for people.' },
    author: text('For example "Ada Lovelace <ada@example.org>".'),
    description: {
      type: 'object',
      required: ['summary', 'details', 'technical', 'performance'],
      properties: {
        summary: markdown('One or two sentences.'),
        details: markdown('What the model does, for whom, and where it ends.'),
        technical: markdown('Architecture, training, validation, and the formats of inputs and outputs.'),
        performance: markdown('Metrics, and the data that they were measured on.'),
      },
    },
    releaseNotes: text('What this version changes.'),
    tags: { type: ['array', 'null'], items: { type: 'string' }, description: 'Tags for search.' },
    filters: {
      type: ['array', 'null'],
      description: 'Categories for search.',
      items: {
        type: 'object',
        required: ['type', 'label'],
        properties: { type: { type: 'string', examples: ['Subject', 'Task'] }, label: { type: 'string' } },
      },
    },
    metrics: {
      type: ['array', 'null'],
      description: 'Figures that stand beside the model in a catalogue.',
      items: {
        type: 'object',
        required: ['label', 'type', 'value'],
        properties: {
          label: { type: 'string' },
          type: { type: 'string', examples: ['percentage'] },
          value: { type: 'number', minimum: 0, maximum: 1 },
          description: text('What was measured.'),
        },
      },
    },
    inputs: {
      type: 'object',
      description: 'The named inputs of one item.',
      propertyNames: { minLength: 1 },
      additionalProperties: input,
    },
    outputs: {
      type: 'object',
      description: 'The named outputs of one item; usually results.json. The name "error" is taken for failures.',
      propertyNames: { minLength: 1, not: { const: 'error' } },
      additionalProperties: output,
    },
    resources: {
      type: 'object',
      required: ['memory', 'cpu', 'gpu'],
      properties: {
        memory: {
          type: 'object',
          required: ['size'],
          properties: { size: size('The memory that the container needs.') },
        },
        cpu: {
          type: 'object',
          required: ['count'],
          properties: {
            count: { type: 'number', exclusiveMinimum: 0, description: 'Processors; 0.5 is half of one.' },
          },
        },
        gpu: {
          type: 'object',
          required: ['count'],
          properties: { count: { type: 'integer', minimum: 0, maximum: 2147483647 } },
        },
      },
    },
    timeout: {
      type: 'object',
      required: ['status', 'run'],
      properties: {
        status: duration('How long loading the model may take.'),
        run: duration('How long one call of the model may take.'),
      },
    },
    internal: { type: ['object', 'null'], description: 'Flags of a platform; not read here.' },
    features: {
      type: 'object',
      properties: {
        adversarialDefense: flag('Whether the model defends itself against adversarial inputs.'),
        maxBatchSize: {
          type: ['integer', 'null'],
          minimum: 1,
          maximum: 2147483647,
          description: 'The most items in one call of handleDiscreteInputBatch. Absent: 1.',
        },
        retrainable: flag('Whether the model can be trained again.'),
        resultsFormat: text('The structure of the result, for example imageClassification.'),
        driftFormat: text('The structure of the drift; null when the model does not detect drift.'),
        explanationFormat: text('The structure of the explanation, for example imageRLE; null when there is none.'),
      },
    },
    requirement: { type: ['object', 'null'], description: 'Platform accounts; not read here.' },
    inputValidationSchema: { description: 'Read by an uploader only.' },
    statistics: { description: 'Read by an uploader only.' },
    processing: { description: 'Read by an uploader only.' },
    versionHistory: { description: 'Read by an uploader only.' },
  },
} as const;

/** `model.yaml` as it stands in the file, after its schema was checked. */
export type ModelDocument = FromSchema<typeof modelSchema>;
