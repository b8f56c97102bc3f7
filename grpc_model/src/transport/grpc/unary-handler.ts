import type { handleUnaryCall, Metadata, StatusObject } from '@grpc/grpc-js';
import type { Access } from '../../core/access';
import type { Caller } from '../../core/call';
import type { CallListener } from '../../core/call-record';
import { toServingError, type ServingError } from '../../core/errors';
import { GrpcCaller } from './grpc-caller';
import { decodeRequest, encodeResponse, idMetadata, type Codec } from './message-codec';

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
  /** Of an answer. */
  readonly maxMessageBytes: number;
}

/**
 * A gRPC handler from an asynchronous function: one place opens the call's record, and closes it.
 *
 * It reads and writes messages itself, and grpc-js sees bytes alone: that one would answer what cannot be read as an error
 * of the server, and what cannot be sent when the call has been recorded as one that went well.
 */
export function unaryHandler<Request, Response>(
  { handle }: UnaryRpc<Request, Response>,
  codec: Codec<Request, Response>,
  { protocol, method, toStatus, onCallEnd, maxMessageBytes }: UnaryContext,
): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const caller = new GrpcCaller(call, protocol, method);
    const { record } = caller;
    const refuse = (thrown: unknown) => {
      const error = toServingError(thrown);
      record.answer(error.code);
      callback({ ...toStatus(error), metadata: idMetadata(record.requestId) });
    };
    const answer = ({ response, trailers }: Answer<Response>) => {
      let bytes: Buffer;
      try {
        bytes = encodeResponse(response, maxMessageBytes, codec);
      } catch (thrown) {
        refuse(thrown);
        return;
      }
      record.answer('ok');
      call.sendMetadata(idMetadata(record.requestId));
      callback(null, bytes, trailers);
    };
    caller.onClosed(() => {
      // Who hung up before there was an answer gets none.
      record.answer('cancelled');
      onCallEnd(record);
    });
    try {
      handle(decodeRequest(call.request, method, codec), caller, call.metadata).then(answer, refuse);
    } catch (thrown) {
      refuse(thrown);
    }
  };
}
