import { Metadata, type MethodDefinition } from '@grpc/grpc-js';
import { messageOf, ServingError } from '../../core/errors';
import { REQUEST_ID_HEADER } from '../request-id';

/** How the messages of an rpc are read and written. */
export type Codec<Request, Response> = Pick<
  MethodDefinition<Request, Response>,
  'requestDeserialize' | 'responseSerialize'
>;

/** For messages that whoever handles them reads, or writes, itself. */
export function asItIs(bytes: Buffer): Buffer {
  return bytes;
}

/** @throws ServingError `invalid-argument` when the bytes are no request */
export function decodeRequest<Request>(
  bytes: Buffer,
  method: string,
  { requestDeserialize }: Pick<Codec<Request, unknown>, 'requestDeserialize'>,
): Request {
  try {
    return requestDeserialize(bytes);
  } catch (thrown) {
    const message = `The message of ${bytes.byteLength} bytes is no request of ${method}: ${messageOf(thrown)}.`;
    throw new ServingError('invalid-argument', message, { cause: thrown });
  }
}

/** @throws ServingError `too-large` when the answer is larger than a message may be */
export function encodeResponse<Response>(
  response: Response,
  maxMessageBytes: number,
  { responseSerialize }: Pick<Codec<never, Response>, 'responseSerialize'>,
): Buffer {
  const bytes = responseSerialize(response);
  if (bytes.byteLength <= maxMessageBytes) return bytes;
  // It begins as gRPC's own text does, which clients may know.
  const sizes = `${bytes.byteLength} vs. ${maxMessageBytes}`;
  const message = `Sent message larger than max (${sizes}): the answer has more bytes than MAX_MESSAGE_BYTES allows; send fewer inputs in one request.`;
  throw new ServingError('too-large', message);
}

/** Tells the caller the id of its call. */
export function idMetadata(requestId: string): Metadata {
  const metadata = new Metadata();
  metadata.set(REQUEST_ID_HEADER, requestId);
  return metadata;
}
