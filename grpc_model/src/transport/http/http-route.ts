import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '../../core/access';
import type { Caller } from '../../core/call';
import type { ServingError } from '../../core/errors';

/** A request as a protocol gets it: read to its end, inflated, and within its bounds. */
export interface HttpRequest {
  /** The named parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The first value of each name. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Empty when there is none. */
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Pieces leave as they come, and the headers with the first of them: what is thrown before that is an ordinary refusal. Later
   * it can only break the answer off, so whoever makes pieces tells failures in them. They are ended by `return()` when the
   * client hangs up.
   */
  readonly body: string | Uint8Array | AsyncIterable<string>;
}

/** One route of a protocol. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** For example `/v2/models/:model/infer`. */
  readonly path: string;
  /** What logs and metrics call it. */
  readonly name: string;
  readonly access: Access;
  /** Whether answers are compressed for clients that ask for it, where they are long and are no pieces. */
  readonly compresses?: boolean;
  /** In the place of the service's, where errors have another form on this route. */
  readonly toAnswer?: (error: ServingError) => HttpAnswer;
  readonly handle: (request: HttpRequest, caller: Caller) => HttpAnswer | Promise<HttpAnswer>;
}

/** The routes that a protocol brings along. */
export interface HttpService {
  /** The folder of the protocol; what logs and metrics call it. */
  readonly protocol: string;
  readonly routes: readonly HttpRoute[];
  /** The protocol's map from the core's errors to its own; those of the listener go through it, too. */
  readonly toAnswer: (error: ServingError) => HttpAnswer;
  /** Probes and scrapers come every few seconds: only their refusals are told. */
  readonly isQuiet?: boolean;
}
