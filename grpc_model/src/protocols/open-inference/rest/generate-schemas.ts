import type { JSONSchema } from 'json-schema-to-ts';

const scalar = { type: ['string', 'number', 'boolean'] } as const satisfies JSONSchema;

/** What every request to generate has. */
export const generateEnvelopeSchema = {
  type: 'object',
  required: ['text_input'],
  properties: { id: { type: 'string' }, text_input: { type: 'string' }, parameters: { type: 'object' } },
} as const satisfies JSONSchema;

/** What parameters mean is the model's business, but for the bounds of these. */
export const generateParametersSchema = {
  type: 'object',
  properties: {
    temperature: { type: 'number', minimum: 0 },
    top_p: { type: 'number', minimum: 0, maximum: 1 },
    max_tokens: { type: 'integer', minimum: 1 },
    stop: { type: 'array', items: { type: 'string' } },
    details: { type: 'boolean' },
  },
} as const satisfies JSONSchema;

/** A request to generate, as it is sent. */
export const generateRequestSchema = {
  ...generateEnvelopeSchema,
  properties: { ...generateEnvelopeSchema.properties, parameters: generateParametersSchema },
  additionalProperties: {
    description: 'An input of that name, where the model has one, and else a parameter.',
    anyOf: [scalar, { type: 'array', items: scalar }],
  },
} as const satisfies JSONSchema;

export const generateAnswerSchema = {
  type: 'object',
  required: ['text_output', 'model_name'],
  properties: {
    id: { type: 'string' },
    model_name: { type: 'string' },
    model_version: { type: 'string' },
    text_output: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  },
  additionalProperties: { description: 'Another output of that name.' },
} as const satisfies JSONSchema;
