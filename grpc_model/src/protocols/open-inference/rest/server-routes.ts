import type { JSONSchema } from 'json-schema-to-ts';
import { ServingError } from '../../../core/errors';
import { jsonAnswer } from '../../../transport/http/json-answer';
import { serverMetadataSchema } from '../models/schemas';
import { json, type RestContext, type RestRoute } from './rest-route';

export const liveSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['live'],
  properties: { live: { const: true } },
} as const satisfies JSONSchema;

export const readySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['ready'],
  properties: { ready: { const: true } },
} as const satisfies JSONSchema;

/** What concerns no model. */
export function serverRoutes({ openInference: { models } }: RestContext): RestRoute[] {
  const metadata: Omit<RestRoute, 'path'> = {
    method: 'GET',
    name: 'ServerMetadata',
    access: 'predict',
    tag: 'Server',
    summary: 'Name, version and extensions of the server.',
    answers: [json(serverMetadataSchema)],
    handle: () => jsonAnswer(200, models.serverMetadata),
  };
  return [
    { ...metadata, path: '/v2' },
    { ...metadata, path: '/v2/' },
    {
      method: 'GET',
      path: '/v2/health/live',
      name: 'ServerLive',
      access: 'open',
      tag: 'Server',
      summary: 'Whether the server can answer at all.',
      answers: [json(liveSchema)],
      handle: () => jsonAnswer(200, { live: true }),
    },
    {
      method: 'GET',
      path: '/v2/health/ready',
      name: 'ServerReady',
      access: 'open',
      tag: 'Server',
      summary: 'Whether the server is ready for inference; if not, the status is 503.',
      answers: [json(readySchema)],
      handle: () => {
        if (!models.isServerReady()) throw new ServingError('unavailable', 'Server is not ready.');
        return jsonAnswer(200, { ready: true });
      },
    },
  ];
}
