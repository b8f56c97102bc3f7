import type { ErrorObject } from 'ajv';
import type { JSONSchema } from 'json-schema-to-ts';
import { ServingError } from '../../../core/errors';
import type { HttpAnswer } from '../../../transport/http/http-route';
import { readJson } from '../../../transport/http/read-json';
import { jsonAnswer, jsonText } from '../../../transport/http/json-answer';
import { json, type RestContext, type RestRoute } from './rest-route';
import { validated } from './validate';

const registerSchema = {
  type: 'object',
  required: ['key', 'byte_size'],
  properties: {
    key: { type: 'string', description: 'The name of a POSIX shared-memory object.' },
    offset: { type: 'integer', minimum: 0, description: 'In bytes; 0 when absent.' },
    byte_size: { type: 'integer', minimum: 0 },
  },
} as const satisfies JSONSchema;

const statusSchema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'key', 'offset', 'byte_size'],
    properties: { name: { type: 'string' }, ...registerSchema.properties },
  },
} as const satisfies JSONSchema;

const ROOT = '/v2/systemsharedmemory';

/** Memory of this machine in which clients hand over tensors. */
export function sharedMemoryRoutes({ openInference: { sharedMemory }, maxJsonDepth }: RestContext): RestRoute[] {
  const common = {
    access: 'control',
    tag: 'Shared memory',
    description: 'Refused unless SYSTEM_SHARED_MEMORY is on.',
  } as const;
  return [
    ...withAndWithoutRegion('status', {
      ...common,
      method: 'GET',
      name: 'SystemSharedMemoryStatus',
      summary: 'The regions that are registered.',
      answers: [json(statusSchema)],
      handle: ({ params }) => {
        const regions = sharedMemory.status(params['name'] ?? '');
        return jsonAnswer(
          200,
          regions.map(({ byteSize, ...region }) => ({ ...region, byte_size: byteSize })),
        );
      },
    }),
    ...withAndWithoutRegion('register', {
      ...common,
      method: 'POST',
      name: 'SystemSharedMemoryRegister',
      summary: 'Registers a region under a name.',
      requestBody: { isRequired: true, contents: [json(registerSchema, { key: '/my_region', byte_size: 64 })] },
      answers: [],
      handle: ({ params: { name }, body }) => {
        if (name === undefined) {
          throw new ServingError(
            'invalid-argument',
            "'region name' is necessary to register system shared memory region",
          );
        }
        const region = validated(readJson(body, maxJsonDepth), registerSchema, missing);
        const { key, offset = 0, byte_size: byteSize } = region;
        sharedMemory.register({ name, key, offset, byteSize });
        return NOTHING;
      },
    }),
    ...withAndWithoutRegion('unregister', {
      ...common,
      method: 'POST',
      name: 'SystemSharedMemoryUnregister',
      summary: 'Forgets a region, or all of them.',
      answers: [],
      handle: ({ params }) => {
        sharedMemory.unregister(params['name'] ?? '');
        return NOTHING;
      },
    }),
  ];
}

const NOTHING: HttpAnswer = jsonText(200, '');

function withAndWithoutRegion(verb: string, route: Omit<RestRoute, 'path'>): RestRoute[] {
  return [
    { ...route, path: `${ROOT}/${verb}` },
    { ...route, path: `${ROOT}/region/:name/${verb}` },
  ];
}

function missing({ keyword, params }: ErrorObject): string | undefined {
  if (keyword !== 'required') return undefined;
  return `Shared memory register request has no '${params['missingProperty']}' field`;
}
