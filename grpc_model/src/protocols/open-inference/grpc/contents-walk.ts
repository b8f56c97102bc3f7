import { Reader } from 'protobufjs/minimal';
import { CONTENTS_FIELDS, type ContentsEncoding } from './contents-fields';

/** A part of a message, by the indexes of its first byte and of the one after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Packed varints are given in pieces of about so many bytes, so that whoever reads them can make room for others. */
const PIECE_BYTES = 64 * 1024;

/** Wire types of protobuf. */
const WIRE = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;
const UNPACKED: Readonly<Record<ContentsEncoding, number>> = {
  varint: WIRE.varint,
  fixed32: WIRE.fixed32,
  fixed64: WIRE.fixed64,
  bytes: WIRE.delimited,
};

/**
 * Goes through `InferTensorContents` block by block, without an object for any of them. A block is a packed field or a piece
 * of it, one element that is not packed, or the bytes of one element of `bytes_contents`.
 */
export class ContentsWalk {
  /** Of the block; 0 for one that means nothing. */
  field = 0;
  start = 0;
  end = 0;
  readonly #bytes: Buffer;
  readonly #spans: readonly Span[];
  readonly #reader: Reader;
  #nextSpan = 0;
  /** Where the packed field ends of which pieces are left. */
  #packedEnd = 0;

  /** @param spans one for each time that the message stands there, which are one after another the whole of it */
  constructor(bytes: Buffer, spans: readonly Span[]) {
    this.#bytes = bytes;
    this.#spans = spans;
    this.#reader = Reader.create(bytes);
    this.#reader.len = 0;
  }

  /**
   * Goes to the next block.
   *
   * @returns whether there is one
   * @throws Error when the bytes are no message
   */
  next(): boolean {
    const reader = this.#reader;
    if (this.end < this.#packedEnd) {
      this.#cutPiece(this.end);
      return true;
    }
    while (reader.pos >= reader.len) {
      if (reader.pos > reader.len) throw new RangeError(`index out of range: ${reader.pos} > ${reader.len}`);
      const span = this.#spans[this.#nextSpan++];
      if (span === undefined) return false;
      reader.pos = span.start;
      reader.len = span.end;
    }
    this.#readBlock();
    return true;
  }

  #readBlock(): void {
    const reader = this.#reader;
    const tag = reader.uint32();
    const wireType = tag & 7;
    const encoding = CONTENTS_FIELDS[tag >>> 3]?.encoding;
    const isPacked = wireType === WIRE.delimited && encoding !== undefined;
    if (isPacked) {
      const length = reader.uint32();
      this.start = reader.pos;
      reader.skip(length);
    } else {
      this.start = reader.pos;
      reader.skipType(wireType, 0);
    }
    this.end = reader.pos;
    this.field = isPacked || (encoding !== undefined && wireType === UNPACKED[encoding]) ? tag >>> 3 : 0;
    if (!isPacked || encoding !== 'varint') return;
    this.#packedEnd = this.end;
    this.#cutPiece(this.start);
  }

  #cutPiece(start: number): void {
    let end = start + PIECE_BYTES;
    while (end < this.#packedEnd && this.#bytes[end - 1]! >= 0x80) end++;
    this.start = start;
    this.end = Math.min(end, this.#packedEnd);
  }
}
