import { Reader } from 'protobufjs/minimal';
import { ServingError } from '../../../core/errors';
import type { Span } from './contents-walk';

/** What to do with a field; the reader stands behind its tag. */
export type TakeField = (field: number, wireType: number) => void;

const DELIMITED = 2;
/** An input has four beside what is counted; whoever sends many more repeats one to no end. */
const FIELDS_PER_PART = 8;
const HIGH_WORD = 2 ** 32;

/**
 * Reads nested messages field by field, and counts what costs more than its bytes do: a megabyte can hold half a million
 * empty inputs. Known fields are told apart by their numbers alone, as in protobufjs.
 */
export class MessageReader {
  readonly #bytes: Buffer;
  readonly #maxParts: number;
  readonly #reader: Reader;
  #parts = 0;
  #leftFields: number;

  /** @param maxParts how often {@link count} may be called */
  constructor(bytes: Buffer, maxParts: number) {
    this.#bytes = bytes;
    this.#maxParts = maxParts;
    this.#leftFields = FIELDS_PER_PART * (maxParts + 1);
    this.#reader = Reader.create(bytes);
  }

  /** @throws ServingError `invalid-argument` when there are too many parts */
  count(): void {
    this.#parts++;
    if (this.#parts > this.#maxParts) throw this.#tooManyParts();
  }

  /** Reads the fields up to the end of the message that the reader is in. */
  fields(take: TakeField): void {
    const reader = this.#reader;
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (--this.#leftFields < 0) throw this.#tooManyParts();
      take(tag >>> 3, tag & 7);
    }
    if (reader.pos > reader.len) throw outOfRange(reader);
  }

  /** Reads the fields of the message that begins here. */
  message(take: TakeField): void {
    const outerEnd = this.#enter();
    this.fields(take);
    this.#reader.len = outerEnd;
  }

  /** Passes over text, bytes or a message. */
  span(): Span {
    const reader = this.#reader;
    const length = reader.uint32();
    const start = reader.pos;
    reader.skip(length);
    return { start, end: reader.pos };
  }

  /** A view of the message. */
  bytes(): Buffer {
    const { start, end } = this.span();
    return this.#bytes.subarray(start, end);
  }

  textOf({ start, end }: Span): string {
    return start === end ? '' : this.#bytes.toString('utf8', start, end);
  }

  bool(): boolean {
    return this.#reader.bool();
  }

  double(): number {
    return this.#reader.double();
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  uint64(): bigint {
    const { low, high } = this.#reader.uint64();
    return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  }

  /** Appends numbers of 64 bits, packed or one alone, and counts them. One that a number cannot hold is no safe integer. */
  dimensions(wireType: number, target: number[]): void {
    if (wireType !== DELIMITED) {
      target.push(this.#dimension());
      return;
    }
    const reader = this.#reader;
    const outerEnd = this.#enter();
    while (reader.pos < reader.len) target.push(this.#dimension());
    if (reader.pos > reader.len) throw outOfRange(reader);
    reader.len = outerEnd;
  }

  /** Passes over a field that is not known. */
  skip(wireType: number): void {
    this.count();
    this.#reader.skipType(wireType, 0);
  }

  #tooManyParts(): ServingError {
    return new ServingError(
      'invalid-argument',
      `The request holds more than ${this.#maxParts} inputs, outputs, parameters and dimensions together; send it in several requests.`,
    );
  }

  #dimension(): number {
    this.count();
    const { low, high } = this.#reader.int64();
    return high * HIGH_WORD + (low >>> 0);
  }

  /**
   * Bounds the reader to the message that begins here.
   *
   * @returns the bound that holds again after it
   */
  #enter(): number {
    const reader = this.#reader;
    const outerEnd = reader.len;
    const length = reader.uint32();
    const end = reader.pos + length;
    if (end > outerEnd) throw new RangeError(`index out of range: ${reader.pos} + ${length} > ${outerEnd}`);
    reader.len = end;
    return outerEnd;
  }
}

function outOfRange({ pos, len }: Reader): RangeError {
  return new RangeError(`index out of range: ${pos} > ${len}`);
}
