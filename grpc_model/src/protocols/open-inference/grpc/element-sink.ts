import type { Datatype } from '../../../contract';
import { readBooleans, readLongs, readWords } from './varints';

/** Puts the elements of a tensor together from the blocks of its field, as a `TensorPart` has them. */
export interface ElementSink {
  readonly bytes: Uint8Array;
  /** @throws OutOfRange when an element is not of the datatype */
  add(start: number, end: number): void;
}

/** An element that its datatype does not have. */
export class OutOfRange extends Error {
  constructor(
    readonly index: number,
    readonly value: number,
    readonly min: number,
    readonly max: number,
  ) {
    super(`Element ${index} is ${value}; expected ${min} to ${max}.`);
  }
}

/**
 * @param source the message
 * @param byteLength of all elements together
 */
export function elementSink(datatype: Datatype, source: Buffer, byteLength: number): ElementSink {
  const target = Buffer.from(new ArrayBuffer(byteLength));
  switch (datatype) {
    case 'BOOL':
      return new BooleanSink(source, target);
    case 'UINT8':
      return new NarrowSink(source, target, new Uint8Array(target.buffer), { min: 0, max: 0xff });
    case 'UINT16':
      return new NarrowSink(source, target, new Uint16Array(target.buffer), { min: 0, max: 0xffff });
    case 'INT8':
      return new NarrowSink(source, target, new Int8Array(target.buffer), { min: -0x80, max: 0x7f });
    case 'INT16':
      return new NarrowSink(source, target, new Int16Array(target.buffer), { min: -0x8000, max: 0x7fff });
    case 'INT32':
    case 'UINT32':
      return new NumberSink(source, target, readWords);
    case 'INT64':
    case 'UINT64':
      return new NumberSink(source, target, readLongs);
    case 'BYTES':
      return new BytesSink(source, target);
    default:
      return new CopyingSink(source, target);
  }
}

/** The fields that are on the wire as they are in memory. */
class CopyingSink implements ElementSink {
  #at = 0;

  constructor(
    readonly source: Buffer,
    readonly bytes: Buffer,
  ) {}

  add(start: number, end: number): void {
    this.#at = copyBytes(this.source, start, end, this.bytes, this.#at);
  }
}

class BooleanSink implements ElementSink {
  #index = 0;

  constructor(
    readonly source: Buffer,
    readonly bytes: Buffer,
  ) {}

  add(start: number, end: number): void {
    this.#index = readBooleans(this.source, start, end, this.bytes, this.#index);
  }
}

class NumberSink implements ElementSink {
  readonly #words: Uint32Array;
  #index = 0;

  constructor(
    readonly source: Buffer,
    readonly bytes: Buffer,
    readonly read: typeof readWords,
  ) {
    this.#words = new Uint32Array(bytes.buffer);
  }

  add(start: number, end: number): void {
    this.#index = this.read(this.source, start, end, this.#words, this.#index);
  }
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Numbers that are wider on the wire than in memory. */
class NarrowSink implements ElementSink {
  #words = new Uint32Array(0);
  /** The same memory. */
  #signed = new Int32Array(this.#words.buffer);
  #index = 0;

  constructor(
    readonly source: Buffer,
    readonly bytes: Buffer,
    readonly elements: Uint8Array | Uint16Array | Int8Array | Int16Array,
    readonly range: Range,
  ) {}

  add(start: number, end: number): void {
    // An element takes at least a byte.
    if (this.#words.length < end - start) this.#makeRoom(end - start);
    const count = readWords(this.source, start, end, this.#words, 0);
    const signed = this.#signed;
    const { elements, range } = this;
    const { min, max } = range;
    for (let index = 0; index < count; index++) {
      const value = signed[index]!;
      if (value < min || value > max) throw this.#outOfRange(value);
      elements[this.#index++] = value;
    }
  }

  #makeRoom(count: number): void {
    this.#words = new Uint32Array(count);
    this.#signed = new Int32Array(this.#words.buffer);
  }

  #outOfRange(value: number): OutOfRange {
    const { min, max } = this.range;
    return new OutOfRange(this.#index, min === 0 ? value >>> 0 : value, min, max);
  }
}

/** One element for each block. */
class BytesSink implements ElementSink {
  #at = 0;

  constructor(
    readonly source: Buffer,
    readonly bytes: Buffer,
  ) {}

  add(start: number, end: number): void {
    this.#at = this.bytes.writeUInt32LE(end - start, this.#at);
    this.#at = copyBytes(this.source, start, end, this.bytes, this.#at);
  }
}

/** Below this, a loop is faster than a call of what copies memory. */
const SHORT_BYTES = 32;

/** @returns where the next ones go */
function copyBytes(source: Buffer, start: number, end: number, target: Buffer, at: number): number {
  if (end - start >= SHORT_BYTES) return at + source.copy(target, at, start, end);
  let next = at;
  for (let from = start; from < end; from++) target[next++] = source[from]!;
  return next;
}
