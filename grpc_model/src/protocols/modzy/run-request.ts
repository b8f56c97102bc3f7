import { Reader } from 'protobufjs/minimal';
import { messageOf, ServingError } from '../../core/errors';
import { modzyService } from './definition';
import type { RunRequest } from './generated/RunRequest';

/** `RunRequest.inputs`: field 1, length-delimited. */
const INPUTS_TAG = 0x0a;

/**
 * Decodes a request whose parts were counted before: a megabyte can hold half a million empty items, each of which costs
 * the server a thousand times its two bytes.
 *
 * @param maxParts the most items, and named inputs in them, together
 * @throws ServingError `invalid-argument` when there are more, or the bytes are no request
 */
export function decodeRunRequest(bytes: Buffer, maxParts: number): RunRequest {
  try {
    if (countParts(bytes, maxParts) <= maxParts) return modzyService.Run.requestDeserialize(bytes);
  } catch (thrown) {
    throw new ServingError('invalid-argument', `The message is no RunRequest: ${messageOf(thrown)}.`, {
      cause: thrown,
    });
  }
  throw new ServingError(
    'invalid-argument',
    `The request holds more than ${maxParts} items and inputs together; send it in several requests.`,
  );
}

/** Items and the inputs in them; stops counting above `most`. */
function countParts(bytes: Uint8Array, most: number): number {
  const reader = Reader.create(bytes);
  let count = 0;
  while (reader.pos < reader.len && count <= most) {
    const tag = reader.uint32();
    if (tag === INPUTS_TAG) count += 1 + countFields(reader, most);
    else reader.skipType(tag & 7);
  }
  return count;
}

function countFields(reader: Reader, most: number): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  let count = 0;
  while (reader.pos < end && count <= most) {
    reader.skipType(reader.uint32() & 7);
    count++;
  }
  return count;
}
