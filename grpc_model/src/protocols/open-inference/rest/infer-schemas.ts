import type { JSONSchema } from 'json-schema-to-ts';
import { DATATYPES } from '../../../contract';
import { parametersSchema } from './parameters';

const shape = { type: 'array', items: { type: 'integer' } } as const satisfies JSONSchema;

const requestedOutput = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, parameters: parametersSchema },
} as const satisfies JSONSchema;

/** A request for inference without the data of its inputs, of which it has indexes. */
export const inferEnvelopeSchema = {
  type: 'object',
  required: ['inputs'],
  properties: {
    id: { type: 'string' },
    parameters: parametersSchema,
    inputs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'shape', 'datatype'],
        properties: {
          name: { type: 'string' },
          shape,
          datatype: { type: 'string' },
          parameters: parametersSchema,
          data: { type: 'integer', minimum: 0 },
        },
      },
    },
    outputs: { type: 'array', items: requestedOutput },
  },
} as const satisfies JSONSchema;

const datatype = { type: 'string', enum: DATATYPES } as const satisfies JSONSchema;

const inputItem = inferEnvelopeSchema.properties.inputs.items;

/** A request for inference, as it is sent. */
export const inferRequestSchema = {
  ...inferEnvelopeSchema,
  properties: {
    ...inferEnvelopeSchema.properties,
    inputs: {
      type: 'array',
      items: {
        ...inputItem,
        properties: {
          ...inputItem.properties,
          datatype,
          data: {
            type: 'array',
            items: {},
            description:
              'The elements, nested as the shape is, or flat; row by row either way. Absent when they are binary data or stand in shared memory.',
          },
        },
      },
    },
  },
} as const satisfies JSONSchema;

export const inferAnswerSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['model_name', 'outputs'],
  properties: {
    model_name: { type: 'string' },
    model_version: { type: 'string' },
    id: { type: 'string', description: "The request's." },
    parameters: parametersSchema,
    outputs: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'datatype', 'shape'],
        properties: {
          name: { type: 'string' },
          datatype,
          shape: { type: 'array', items: { type: 'integer', minimum: 0 } },
          parameters: parametersSchema,
          data: {
            type: 'array',
            items: { type: ['number', 'boolean', 'string'] },
            description: 'Flat, row by row. Absent where the elements are binary data or stand in shared memory.',
          },
        },
      },
    },
  },
} as const satisfies JSONSchema;
