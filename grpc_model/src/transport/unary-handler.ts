import type { handleUnaryCall, Metadata, StatusObject } from '@grpc/grpc-js';
import type { Caller } from '../core/call';
import { toServingError, type ServingError } from '../core/errors';
import { GrpcCaller } from './grpc-caller';

/** An answer, and what goes into the trailing metadata beside it. */
export interface Answer<Response> {
  readonly response: Response;
  readonly trailers?: Metadata;
}

/**
 * A gRPC handler from an asynchronous function.
 *
 * @param toStatus the protocol's map from the core's errors to gRPC's
 */
export function unaryHandler<Request, Response>(
  handle: (request: Request, caller: Caller, metadata: Metadata) => Promise<Answer<Response>>,
  toStatus: (error: ServingError) => Partial<StatusObject>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const refuse = (thrown: unknown) => callback(toStatus(toServingError(thrown)));
    try {
      handle(call.request, new GrpcCaller(call), call.metadata).then(
        ({ response, trailers }) => callback(null, response, trailers),
        refuse,
      );
    } catch (thrown) {
      refuse(thrown);
    }
  };
}
