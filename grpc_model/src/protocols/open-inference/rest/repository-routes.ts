import type { JSONSchema } from 'json-schema-to-ts';
import { ServingError } from '../../../core/errors';
import type { HttpRequest } from '../../../transport/http/http-route';
import { readJson } from '../../../transport/http/read-json';
import { jsonAnswer } from '../../../transport/http/json-answer';
import { modelIndexSchema } from '../models/schemas';
import type { RepositoryParameters } from '../open-inference';
import { parametersSchema, toParameters } from './parameters';
import { json, type RestContext, type RestRoute } from './rest-route';
import { validated } from './validate';

const indexRequestSchema = {
  type: 'object',
  properties: { ready: { type: 'boolean', description: 'Only those that are ready.' } },
} as const satisfies JSONSchema;

const indexSchema = { type: 'array', items: modelIndexSchema } as const satisfies JSONSchema;

const changeRequestSchema = {
  type: 'object',
  properties: { parameters: parametersSchema },
} as const satisfies JSONSchema;

const OF_ANOTHER = {
  summary: 'Is refused: there is one repository.',
  handle: () => {
    throw new ServingError('unimplemented', "'repository_name' specification is not supported");
  },
} as const;

/** Which models there are to load, and loading them. */
export function repositoryRoutes(context: RestContext): RestRoute[] {
  return [...indexRoutes(context), ...changingRoutes(context, 'load'), ...changingRoutes(context, 'unload')];
}

function indexRoutes({ openInference: { models }, maxJsonDepth }: RestContext): RestRoute[] {
  const route: Omit<RestRoute, 'path' | 'handle'> = {
    method: 'POST',
    name: 'RepositoryIndex',
    access: 'observe',
    tag: 'Repository',
    summary: 'Every version of every model, and its state.',
    requestBody: { isRequired: false, contents: [json(indexRequestSchema, { ready: false })] },
    answers: [json(indexSchema)],
  };
  return [
    {
      ...route,
      path: '/v2/repository/index',
      handle: ({ body }) => {
        const checked = validated(readOptional(body, maxJsonDepth), indexRequestSchema, ({ instancePath }) =>
          instancePath === '/ready' ? "Invalid value for 'ready': expected a boolean" : undefined,
        );
        return jsonAnswer(200, models.index(checked.ready ?? false));
      },
    },
    { ...route, ...OF_ANOTHER, path: '/v2/repository/:repository/index' },
  ];
}

function changingRoutes({ openInference, maxJsonDepth }: RestContext, verb: 'load' | 'unload'): RestRoute[] {
  const route: Omit<RestRoute, 'path' | 'handle'> = {
    method: 'POST',
    name: verb === 'load' ? 'RepositoryModelLoad' : 'RepositoryModelUnload',
    access: 'control',
    tag: 'Repository',
    summary: verb === 'load' ? 'Loads a model, or loads it again.' : 'Unloads a model.',
    requestBody: { isRequired: false, contents: [json(changeRequestSchema, {})] },
    answers: [json(changeAnswerSchema(verb))],
  };
  return [
    {
      ...route,
      path: `/v2/repository/models/:model/${verb}`,
      handle: async (request) => {
        const name = request.params['model']!;
        await openInference.models[verb](name, readParameters(request, maxJsonDepth));
        return jsonAnswer(200, { name, [verb]: true });
      },
    },
    { ...route, ...OF_ANOTHER, path: `/v2/repository/:repository/models/:model/${verb}` },
  ];
}

function changeAnswerSchema(verb: 'load' | 'unload'): object {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['name', verb],
    properties: { name: { type: 'string' }, [verb]: { const: true } },
  };
}

/** Files come as base64, and nobody reads them: a model that brings its files along is refused. */
function readParameters({ body }: HttpRequest, maxJsonDepth: number): RepositoryParameters {
  const given = validated(readOptional(body, maxJsonDepth), changeRequestSchema);
  const read = new Map<string, boolean | bigint | string>();
  for (const [name, value] of toParameters(given.parameters)) {
    if (typeof value === 'number') throw refused(`Unable to parse '${name}': expected a whole number, got: ${value}`);
    read.set(name, value);
  }
  return read;
}

function readOptional(body: Buffer, maxJsonDepth: number): unknown {
  return body.byteLength === 0 ? {} : readJson(body, maxJsonDepth);
}

function refused(message: string): ServingError {
  return new ServingError('invalid-argument', message);
}
