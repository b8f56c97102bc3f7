import { Reader } from 'protobufjs/minimal';
import { messageOf, ServingError } from '../../core/errors';
import type { InferenceRequest, Item, Part } from '../../core/request';

/**
 * Decodes a `RunRequest` by hand, without the objects that a generic decoder puts in between. Parts are counted as they
 * are read: a megabyte can hold half a million empty items, each of which costs the server a thousand times its two bytes.
 * The bytes of the parts are views of the message. What is valid, and what it means, is as protobufjs has it.
 *
 * @param maxParts the most items, and named inputs in them, together
 * @throws ServingError `invalid-argument` when there are more, or the bytes are no request
 */
export function decodeRunRequest(bytes: Buffer, maxParts: number): InferenceRequest {
  try {
    return readRequest({ reader: Reader.create(bytes), bytes, maxParts, parts: 0 });
  } catch (thrown) {
    if (thrown instanceof ServingError) throw thrown;
    throw new ServingError('invalid-argument', `The message is no RunRequest: ${messageOf(thrown)}.`, {
      cause: thrown,
    });
  }
}

/** How far a request was read. */
interface Progress {
  readonly reader: Reader;
  readonly bytes: Buffer;
  readonly maxParts: number;
  /** Counted so far. */
  parts: number;
}

/** Fields are told apart by their numbers alone, and unknown ones are skipped, as in protobufjs. */
function readRequest(progress: Progress): InferenceRequest {
  const { reader } = progress;
  const items: Item[] = [];
  const options = { detectDrift: false, explain: false };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === 1) items.push(readItem(progress));
    else if (field === 2) options.detectDrift = reader.bool();
    else if (field === 3) options.explain = reader.bool();
    else reader.skipType(tag & 7, 0);
  }
  return { items, options };
}

function readItem(progress: Progress): Item {
  const { reader } = progress;
  countPart(progress);
  const outerEnd = enter(reader);
  const item = new Map<string, Part>();
  while (reader.pos < reader.len) {
    countPart(progress);
    const tag = reader.uint32();
    if (tag >>> 3 === 1) readEntry(progress, item);
    else reader.skipType(tag & 7, 1);
  }
  reader.len = outerEnd;
  return item;
}

/** One entry of the map: of several keys or values in it the last one counts, and a missing one is empty. */
function readEntry({ reader, bytes }: Progress, item: Map<string, Part>): void {
  const outerEnd = enter(reader);
  let keyStart = 0;
  let keyEnd = 0;
  let valueStart = 0;
  let valueEnd = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === 1) {
      const length = reader.uint32();
      keyStart = reader.pos;
      // protobufjs cuts a key that is longer than its entry; it refuses everything else that is.
      keyEnd = reader.pos = Math.min(keyStart + length, reader.len);
    } else if (field === 2) {
      const length = reader.uint32();
      valueStart = reader.pos;
      reader.skip(length);
      valueEnd = reader.pos;
    } else reader.skipType(tag & 7, 1);
  }
  reader.len = outerEnd;
  const name = bytes.toString('utf8', keyStart, keyEnd);
  item.set(name, { kind: 'bytes', bytes: bytes.subarray(valueStart, valueEnd) });
}

/**
 * Bounds the reader to the message that begins here.
 *
 * @returns the bound that holds again after it
 */
function enter(reader: Reader): number {
  const outerEnd = reader.len;
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > outerEnd) throw new RangeError(`index out of range: ${reader.pos} + ${length} > ${outerEnd}`);
  reader.len = end;
  return outerEnd;
}

function countPart(progress: Progress): void {
  progress.parts++;
  if (progress.parts <= progress.maxParts) return;
  throw new ServingError(
    'invalid-argument',
    `The request holds more than ${progress.maxParts} items and inputs together; send it in several requests.`,
  );
}
