import { isUtf8 } from 'node:buffer';
import { messageOf } from '../errors';
import type { JsonDatatype } from '../json-elements';
import { elementCount } from '../tensor-shape';
import type { ElementStore } from './element-store';
import { ElementsError } from './elements-error';
import {
  CLOSING_BRACKET,
  COMMA,
  OPENING_BRACKET,
  QUOTE,
  endOfString,
  isBlank,
  isClosing,
  isOpening,
} from './json-bytes';
import { Nesting } from './nesting';
import { storeFor } from './store-for';
import { MAX_TEXT_BYTES } from './text-store';
import { TimeSlices } from './time-slices';

/** Some tens of microseconds to look through, and to parse. */
const CHUNK_BYTES = 16 * 1024;
/** Brackets, blanks and an element that is no text, between two commas: more than any indentation takes. */
const MAX_GAP_BYTES = 64 * 1024;
const SPACE = 0x20;
/** An element and what stands before or after it: a digit and a comma. */
const MIN_ELEMENT_BYTES = 2;

/**
 * The elements of a tensor from JSON, nested as its shape is, or flat; row by row either way. Whole numbers keep every digit.
 *
 * @param json a list; it is written over
 * @param shape lengths from 0 that come to a number of elements
 * @returns the elements as a tensor's bytes
 * @throws ElementsError when they are not what datatype and shape say
 */
export async function readElements(
  json: Buffer,
  datatype: JsonDatatype,
  shape: readonly number[],
  slices = new TimeSlices(),
): Promise<Uint8Array> {
  if (json[0] !== OPENING_BRACKET) throw new ElementsError('malformed', 'is no list');
  const count = elementCount(shape) ?? Infinity;
  // Each takes memory that what was sent does not justify.
  if (count > json.byteLength / MIN_ELEMENT_BYTES) {
    throw new ElementsError('too-few', `is a list of ${json.byteLength} bytes; expected ${count} elements`);
  }
  if (count === 0) return readNone(json);
  const store = storeFor(datatype, count, json.byteLength);
  const reader = new ElementsReader(json, isNested(json) ? shape : [count], store);
  while (reader.advance()) if (slices.isOver) await slices.next();
  return store.finish();
}

/** Whether the first entry of a list is a list. */
function isNested(json: Buffer): boolean {
  const end = Math.min(json.byteLength, MAX_GAP_BYTES);
  let at = 1;
  while (at < end && isBlank(json[at]!)) at++;
  return json[at] === OPENING_BRACKET;
}

function readNone(json: Buffer): Uint8Array {
  const text = json.subarray(0, CHUNK_BYTES).toString('latin1');
  if (/^[[\],\s]*$/.test(text) && Array.isArray(parse(text))) return new Uint8Array(0);
  throw new ElementsError('too-many', 'has elements; expected none');
}

/** Makes one flat list of nested ones, piece by piece, and has the pieces parsed. */
class ElementsReader {
  readonly #nesting: Nesting;
  readonly #maxElementBytes: number;
  #at = 0;
  /** Where the first element begins that is not stored yet. */
  #chunkFrom = 0;

  constructor(
    private readonly json: Buffer,
    lengths: readonly number[],
    private readonly store: ElementStore,
  ) {
    this.#nesting = new Nesting(lengths);
    this.#maxElementBytes = MAX_GAP_BYTES + (store.isText ? MAX_TEXT_BYTES : 0);
  }

  /** @returns whether there is more */
  advance(): boolean {
    const { json } = this;
    const nesting = this.#nesting;
    // Read once: the buffer would be asked for every byte.
    const length = json.byteLength;
    const end = Math.min(this.#chunkFrom + CHUNK_BYTES, length);
    const limit = Math.min(end + this.#maxElementBytes, length);
    let at = this.#at;
    while (at < limit) {
      const byte = json[at++]!;
      // Digits, which are nearly everything.
      if (byte > COMMA && byte < OPENING_BRACKET) continue;
      if (byte === COMMA) {
        nesting.comma();
        if (at > end) return this.#storeTo(at - 1);
      } else if (byte === QUOTE) at = endOfString(json, at - 1) + 1;
      else if (byte >= OPENING_BRACKET && (isOpening(byte) || isClosing(byte))) {
        this.#passBracket(byte, at - 1);
        if (nesting.isOver) break;
      }
    }
    return this.#endAt(at);
  }

  #endAt(at: number): boolean {
    const { byteLength } = this.json;
    if (at < byteLength && !this.#nesting.isOver) throw this.#tooLong();
    this.#storeTo(byteLength);
    return this.#finish();
  }

  #passBracket(byte: number, at: number): void {
    if (byte === OPENING_BRACKET) this.#nesting.open();
    else if (byte === CLOSING_BRACKET) this.#nesting.close();
    else throw new ElementsError('misfit', 'has an object in it');
    this.json[at] = SPACE;
  }

  #storeTo(end: number): true {
    const chunk = this.json.subarray(this.#chunkFrom, end);
    if (this.store.isText && !isUtf8(chunk)) throw new ElementsError('malformed', 'is not UTF-8');
    const text = chunk.toString(this.store.isText ? 'utf8' : 'latin1');
    this.store.add(parse(`[${text}]`) as readonly unknown[], text);
    this.#at = end + 1;
    this.#chunkFrom = end + 1;
    return true;
  }

  #tooLong(): ElementsError {
    return new ElementsError('malformed', `has more than ${this.#maxElementBytes} bytes without a comma`);
  }

  #finish(): false {
    if (!this.#nesting.isOver) throw new ElementsError('malformed', 'has a list without an end');
    return false;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new ElementsError('malformed', `is not JSON: ${messageOf(thrown)}`);
  }
}
