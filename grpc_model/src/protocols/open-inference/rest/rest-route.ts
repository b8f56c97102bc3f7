import type { HttpRequest, HttpRoute } from '../../../transport/http/http-route';
import type { NamedModel, OpenInference } from '../open-inference';

/** What a body holds: its media type, and its schema where it is JSON. */
export interface Content {
  readonly mediaType: string;
  readonly schema: object | true;
  /** Somebody may send it unchanged. */
  readonly example?: object;
}

/** The groups of the document, in its order. */
export type Tag = 'Server' | 'Models' | 'Inference' | 'Generation' | 'Repository' | 'Shared memory' | 'Documentation';

/** A route with what the document of the service says about it. */
export interface RestRoute extends HttpRoute {
  /** One sentence. */
  readonly summary: string;
  /** What a caller should know beside it. */
  readonly description?: string;
  readonly tag: Tag;
  /** Headers that mean something to this route alone, and what. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestBody?: { readonly isRequired: boolean; readonly contents: readonly Content[] };
  /** Of an answer with status 200; empty: it has no body. */
  readonly answers: readonly Content[];
}

export interface RestOptions {
  /** `MAX_MESSAGE_BYTES`: also of an answer in JSON, and of what JSON's elements take once they are read. */
  readonly maxMessageBytes: number;
  /** `MAX_JSON_DEPTH`. */
  readonly maxJsonDepth: number;
  /** `MAX_REQUEST_PARTS`: inputs, outputs, parameters and dimensions of one request for inference together. */
  readonly maxRequestParts: number;
}

/** What routes are made of. */
export interface RestContext extends RestOptions {
  readonly openInference: OpenInference;
}

export function json(schema: object, example?: object): Content {
  return { mediaType: 'application/json', schema, ...(example === undefined ? {} : { example }) };
}

/** A route of a model, with and without a version in its path. */
export function forEveryVersion(rest: string, route: Omit<RestRoute, 'path'>): RestRoute[] {
  return [
    { ...route, path: `/v2/models/:model${rest}` },
    { ...route, path: `/v2/models/:model/versions/:version${rest}` },
  ];
}

/** The model that a path names. */
export function modelOf({ params }: HttpRequest): NamedModel {
  return { name: params['model']!, version: params['version'] ?? '' };
}
