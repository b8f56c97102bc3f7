import { Metadata, type handleUnaryCall, type StatusObject } from '@grpc/grpc-js';
import type { Access } from '../core/access';
import type { Caller } from '../core/call';
import type { CallListener } from '../core/call-record';
import { toServingError, type ServingError } from '../core/errors';
import { GrpcCaller } from './grpc-caller';
import { REQUEST_ID_HEADER } from './request-id';

/** An answer, and what goes into the trailing metadata beside it. */
export interface Answer<Response> {
  readonly response: Response;
  readonly trailers?: Metadata;
}

/** One rpc with one request and one answer. */
export interface UnaryRpc<Request, Response> {
  readonly access: Access;
  readonly handle: (request: Request, caller: Caller, metadata: Metadata) => Promise<Answer<Response>>;
}

export interface UnaryContext {
  /** The folder of the protocol. */
  readonly protocol: string;
  /** The rpc's name. */
  readonly method: string;
  /** The protocol's map from the core's errors to gRPC's. */
  readonly toStatus: (error: ServingError) => Partial<StatusObject>;
  readonly onCallEnd: CallListener;
}

/** A gRPC handler from an asynchronous function: one place opens the call's record, and closes it. */
export function unaryHandler<Request, Response>(
  { handle }: UnaryRpc<Request, Response>,
  { protocol, method, toStatus, onCallEnd }: UnaryContext,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const caller = new GrpcCaller(call, protocol, method);
    const { record } = caller;
    const answer = ({ response, trailers }: Answer<Response>) => {
      record.answer('ok');
      call.sendMetadata(idMetadata(record.requestId));
      callback(null, response, trailers);
    };
    const refuse = (thrown: unknown) => {
      const error = toServingError(thrown);
      record.answer(error.code);
      callback({ ...toStatus(error), metadata: idMetadata(record.requestId) });
    };
    caller.onClosed(() => {
      // Who hung up before there was an answer gets none.
      record.answer('cancelled');
      onCallEnd(record);
    });
    try {
      handle(call.request, caller, call.metadata).then(answer, refuse);
    } catch (thrown) {
      refuse(thrown);
    }
  };
}

function idMetadata(requestId: string): Metadata {
  const metadata = new Metadata();
  metadata.set(REQUEST_ID_HEADER, requestId);
  return metadata;
}
