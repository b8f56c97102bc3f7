import type { Metadata } from '@grpc/grpc-js';
import type { Access } from '../../core/access';
import type { Caller } from '../../core/call';
import type { ServingError } from '../../core/errors';

/** One rpc with a stream of requests and a stream of answers. Each request is a call of its own. */
export interface StreamRpc<Request, Response> {
  readonly access: Access;
  /** Answers one message of the stream; several at a time. What it throws ends the stream with the protocol's status. `caller` is this message's own. */
  readonly handle: (request: Request, caller: Caller, metadata: Metadata) => AsyncIterable<Response>;
  /**
   * What is sent, as the last answer to its message, in the place of one that cannot be, for example because it is too large.
   * Undefined, or nothing to call: that ends the stream, too.
   */
  readonly failure?: (
    error: ServingError,
    request: Request,
    caller: Caller,
    metadata: Metadata,
  ) => Response | undefined;
}
