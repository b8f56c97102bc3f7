const FIRST_BYTES = 4096;

/** What is larger is given back when it was written. */
const KEPT_BYTES = 1024 * 1024;

/** The most bytes of a UTF-16 code unit in UTF-8. */
const BYTES_PER_CHAR = 3;

/** Writes numbers (little-endian) and texts one after the other, into memory that grows and is used again. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #at = 0;

  begin(): void {
    this.#at = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  /** @returns what was written, until the next beginning */
  end(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** With its length before it. */
  text(value: string): void {
    this.#reserve(4 + value.length * BYTES_PER_CHAR);
    const length = this.#bytes.write(value, this.#at + 4);
    this.#bytes.writeUInt32LE(length, this.#at);
    this.#at += 4 + length;
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#at + count));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Reads what a {@link ByteWriter} has written; throws a RangeError where the bytes end before. */
export class ByteReader {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  u8(): number {
    const value = this.bytes.readUInt8(this.at);
    this.at += 1;
    return value;
  }

  u32(): number {
    const value = this.bytes.readUInt32LE(this.at);
    this.at += 4;
    return value;
  }

  f64(): number {
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  text(): string {
    const length = this.u32();
    const from = this.at;
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError(`A text of ${length} bytes is cut off.`);
    return this.bytes.toString('utf8', from, this.at);
  }
}
