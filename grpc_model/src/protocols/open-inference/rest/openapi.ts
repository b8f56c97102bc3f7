import type { JSONSchema } from 'json-schema-to-ts';
import type { Access } from '../../../core/access';
import type { Content, RestRoute, Tag } from './rest-route';

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string' } },
} as const satisfies JSONSchema;

/** In the order in which they are shown. */
const TAGS: Readonly<Record<Tag, string>> = {
  Server: 'What the server is, and whether it answers.',
  Models: 'What the models are, take and give, and what they have done.',
  Inference: 'Tensors in, tensors out.',
  Generation: 'Text in, text out.',
  Repository: 'Which models there are to load, and loading them.',
  'Shared memory': 'Tensors in memory of the machine that client and server share. Off unless the operator allows it.',
  Documentation: 'This document and its page.',
};

const WHO_MAY: Readonly<Record<Access, string>> = {
  open: 'Needs no token.',
  predict: 'Needs a token with the role predict or admin, once tokens are configured.',
  train: 'Needs a token with the role train or admin, once tokens are configured.',
  scrape: 'Needs a token with the role metrics or admin, once tokens are configured.',
  observe:
    'For callers on the same machine, which the page of a browser is not, or with a token with the role metrics or admin.',
  control: 'For callers on the same machine, which the page of a browser is not, or with a token with the role admin.',
};

const PARAMETERS: Readonly<Record<string, string>> = {
  model: 'As `/v2/models` names it.',
  version: 'For example `1`, `1.0.0`, or a label.',
  name: 'Of the region.',
  repository: 'Any name: there is one repository, which has none.',
};

/** The OpenAPI 3.1 document of the routes, made of the very schemas that check requests. */
export function openApiOf(
  routes: readonly RestRoute[],
  server: { readonly name: string; readonly version: string },
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = (paths[documentedPath(route)] ??= {});
    path[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: server.name,
      version: server.version,
      description: 'The Open Inference Protocol, version 2. This document: [/openapi.json](/openapi.json).',
    },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

/** The path as the document has it: `{model}` for `:model`. */
export function documentedPath({ path }: RestRoute): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function operationOf(route: RestRoute): object {
  const { tag, summary, description, requestBody, access, answers } = route;
  return {
    operationId: operationIdOf(route),
    tags: [tag],
    summary,
    description: [description ?? [], WHO_MAY[access]].flat().join('\n\n'),
    parameters: parametersOf(route),
    ...(requestBody === undefined
      ? {}
      : { requestBody: { required: requestBody.isRequired, content: contentOf(requestBody.contents) } }),
    responses: {
      200: { description: 'As asked for.', ...(answers.length === 0 ? {} : { content: contentOf(answers) }) },
      default: { description: 'What was wrong.', content: { 'application/json': { schema: errorSchema } } },
    },
    // A token is needed only where some are configured.
    ...(access === 'open' ? {} : { security: [{}, { token: [] }] }),
  };
}

function parametersOf({ path, headers = {} }: RestRoute): object[] {
  const schema = { type: 'string' };
  const inPath = Array.from(path.matchAll(/:(\w+)/g), ([, name]) => {
    return { name, in: 'path', required: true, description: PARAMETERS[name!], schema };
  });
  const inHeaders = Object.entries(headers).map(([name, description]) => ({ name, in: 'header', description, schema }));
  return [...inPath, ...inHeaders];
}

/** Each has to be there once: the method and the path, as one word. */
function operationIdOf({ method, path }: RestRoute): string {
  const words = path.replace(/\/$/, '_root').replace(/\W+/g, '_');
  return `${method.toLowerCase()}${words}`;
}

function contentOf(contents: readonly Content[]): Record<string, object> {
  return Object.fromEntries(contents.map(({ mediaType, ...content }) => [mediaType, content]));
}
