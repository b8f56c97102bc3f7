import type { Datatype } from '../../../contract';
import { toTensor } from '../../../core/tensor';
import { varintLength, writeVarint } from './varints';

/** `bytes_contents`: field 8, with a length. */
const BYTES_TAG = 0x42;
/** Before each element of BYTES. */
const LENGTH_BYTES = 4;
/** How many elements are widened at a time. */
const CHUNK = 16 * 1024;

/** Numbers of at most 32 bits. */
type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/**
 * The elements of a tensor as the content of its packed field; of BYTES, as fields with their tags. Those of FP32 and FP64
 * are the tensor's own memory, and so are single bytes below 128.
 */
export function packElements(datatype: Datatype, bytes: Uint8Array): Uint8Array {
  if (datatype === 'BYTES') return packTexts(bytes);
  const { data } = toTensor({ kind: 'tensor', datatype, shape: [], bytes });
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return packLongs(data);
  const isNumbers = datatype === 'BOOL' || datatype.startsWith('INT') || datatype.startsWith('UINT');
  return isNumbers && !isPackedAlready(datatype, bytes) ? packNumbers(data as Numbers) : bytes;
}

/** Whether the elements are on the wire as they are in memory, though they are varints there: every truth value is. */
function isPackedAlready(datatype: Datatype, bytes: Uint8Array): boolean {
  if (datatype !== 'BOOL' && datatype !== 'UINT8' && datatype !== 'INT8') return false;
  for (let at = 0; at < bytes.byteLength; at++) if (bytes[at]! >= 0x80) return false;
  return true;
}

function packLongs({ buffer, byteOffset, byteLength }: BigInt64Array | BigUint64Array): Uint8Array {
  const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
  let total = 0;
  for (let at = 0; at < words.length; at += 2) total += varintLength(words[at]!, words[at + 1]!);
  const packed = Buffer.allocUnsafe(total);
  let end = 0;
  for (let at = 0; at < words.length; at += 2) end = writeVarint(packed, end, words[at]!, words[at + 1]!);
  return packed;
}

/** Widened to one kind first: a loop over arrays of many kinds is several times slower. */
function packNumbers(numbers: Numbers): Uint8Array {
  // What is negative is extended to 64 bits.
  const upper = numbers instanceof Uint32Array ? 0 : -1;
  const words = new Int32Array(Math.min(CHUNK, numbers.length));
  let total = 0;
  for (let from = 0; from < numbers.length; from += CHUNK) {
    const count = widen(numbers, from, words);
    for (let at = 0; at < count; at++) total += varintLength(words[at]!, words[at]! < 0 ? upper : 0);
  }
  const packed = Buffer.allocUnsafe(total);
  let end = 0;
  for (let from = 0; from < numbers.length; from += CHUNK) {
    const count = widen(numbers, from, words);
    for (let at = 0; at < count; at++) {
      const word = words[at]!;
      // By far the most.
      if (word >= 0 && word < 0x80) packed[end++] = word;
      else end = writeVarint(packed, end, word, word < 0 ? upper : 0);
    }
  }
  return packed;
}

function widen(numbers: Numbers, from: number, words: Int32Array): number {
  const chunk = numbers.subarray(from, from + CHUNK);
  words.set(chunk);
  return chunk.length;
}

/** Without an object for each element: a megabyte can hold a quarter of a million empty ones. */
function packTexts(bytes: Uint8Array): Uint8Array {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let total = 0;
  for (let at = 0; at < source.length;) {
    const length = source.readUInt32LE(at);
    total += 1 + varintLength(length, 0) + length;
    at += LENGTH_BYTES + length;
  }
  const packed = Buffer.allocUnsafe(total);
  let end = 0;
  for (let at = 0; at < source.length;) {
    const length = source.readUInt32LE(at);
    at += LENGTH_BYTES;
    packed[end++] = BYTES_TAG;
    end = writeVarint(packed, end, length, 0);
    if (length > 0) end += source.copy(packed, end, at, at + length);
    at += length;
  }
  return packed;
}
