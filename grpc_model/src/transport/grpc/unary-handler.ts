import { Metadata, type handleUnaryCall, type MethodDefinition, type StatusObject } from '@grpc/grpc-js';
import type { Access } from '../../core/access';
import type { Caller } from '../../core/call';
import type { CallListener } from '../../core/call-record';
import { messageOf, ServingError, toServingError } from '../../core/errors';
import { GrpcCaller } from './grpc-caller';
import { REQUEST_ID_HEADER } from '../request-id';

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

/** How the messages of an rpc are read and written. */
export type Codec<Request, Response> = Pick<
  MethodDefinition<Request, Response>,
  'requestDeserialize' | 'responseSerialize'
>;

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
  { requestDeserialize, responseSerialize }: Codec<Request, Response>,
  { protocol, method, toStatus, onCallEnd, maxMessageBytes }: UnaryContext,
): handleUnaryCall<Buffer, Buffer> {
  const decode = (bytes: Buffer): Request => {
    try {
      return requestDeserialize(bytes);
    } catch (thrown) {
      const message = `The message of ${bytes.byteLength} bytes is no request of ${method}: ${messageOf(thrown)}.`;
      throw new ServingError('invalid-argument', message, { cause: thrown });
    }
  };
  const encode = (response: Response): Buffer => {
    const bytes = responseSerialize(response);
    if (bytes.byteLength <= maxMessageBytes) return bytes;
    // It begins as gRPC's own text does, which clients may know.
    const sizes = `${bytes.byteLength} vs. ${maxMessageBytes}`;
    const message = `Sent message larger than max (${sizes}): the answer has more bytes than MAX_MESSAGE_BYTES allows; send fewer inputs in one request.`;
    throw new ServingError('resource-exhausted', message);
  };
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
        bytes = encode(response);
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
      handle(decode(call.request), caller, call.metadata).then(answer, refuse);
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
