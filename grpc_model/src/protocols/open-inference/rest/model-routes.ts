import type { JSONSchema } from 'json-schema-to-ts';
import { ServingError } from '../../../core/errors';
import { jsonAnswer } from '../../../transport/http/json-answer';
import { modelConfigSchema } from '../models/config-schema';
import { modelMetadataSchema, modelStatisticsSchema } from '../models/schemas';
import { forEveryVersion, json, modelOf, type RestContext, type RestRoute } from './rest-route';

export const modelNamesSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['models'],
  properties: { models: { type: 'array', items: { type: 'string' } } },
} as const satisfies JSONSchema;

export const modelReadySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'ready'],
  properties: { name: { type: 'string' }, ready: { const: true } },
} as const satisfies JSONSchema;

export const statisticsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['model_stats'],
  properties: { model_stats: { type: 'array', items: modelStatisticsSchema } },
} as const satisfies JSONSchema;

/** What is known of models. */
export function modelRoutes(context: RestContext): RestRoute[] {
  const { models } = context.openInference;
  return [
    {
      method: 'GET',
      path: '/v2/models',
      name: 'ModelNames',
      access: 'predict',
      tag: 'Models',
      summary: 'The names of all models.',
      answers: [json(modelNamesSchema)],
      handle: () => jsonAnswer(200, { models: models.names() }),
    },
    {
      method: 'GET',
      path: '/v2/models/stats',
      name: 'ModelStatistics',
      access: 'predict',
      tag: 'Models',
      summary: 'Statistics of all versions of all models.',
      answers: [json(statisticsSchema)],
      handle: () => jsonAnswer(200, { model_stats: models.statistics({ name: '', version: '' }) }),
    },
    ...forEveryVersion('/stats', {
      method: 'GET',
      name: 'ModelStatistics',
      access: 'predict',
      tag: 'Models',
      summary: 'Statistics of a model: how many inferences, and how long they took.',
      answers: [json(statisticsSchema)],
      handle: (request) => jsonAnswer(200, { model_stats: models.statistics(modelOf(request)) }),
    }),
    ...describingRoutes(context),
  ];
}

function describingRoutes({ openInference: { models } }: RestContext): RestRoute[] {
  return [
    ...forEveryVersion('', {
      method: 'GET',
      name: 'ModelMetadata',
      access: 'predict',
      tag: 'Models',
      summary: 'Inputs and outputs of a model.',
      answers: [json(modelMetadataSchema)],
      handle: async (request, caller) => jsonAnswer(200, await models.metadata(modelOf(request), caller)),
    }),
    ...forEveryVersion('/ready', {
      method: 'GET',
      name: 'ModelReady',
      access: 'open',
      tag: 'Models',
      summary: 'Whether a model is ready for inference; if not, the status is 503.',
      answers: [json(modelReadySchema)],
      handle: (request, caller) => {
        const model = modelOf(request);
        if (models.isModelReady(model, caller)) return jsonAnswer(200, { name: model.name, ready: true });
        throw new ServingError('unavailable', `Model with name ${model.name} is not ready.`);
      },
    }),
    ...forEveryVersion('/config', {
      method: 'GET',
      name: 'ModelConfig',
      access: 'predict',
      tag: 'Models',
      summary: 'How a model is configured, in the form of Triton.',
      answers: [json(modelConfigSchema)],
      handle: async (request, caller) => jsonAnswer(200, await models.config(modelOf(request), caller)),
    }),
  ];
}
