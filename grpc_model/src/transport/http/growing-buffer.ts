const FIRST_BYTES = 64 * 1024;
/** Few copies, and short ones, for a message that turns out large; memory that is not written to is not taken. */
const GROWTH = 4;

/** Bytes that arrive in pieces, in one place: putting 250 MB together at the end would stop the loop for 0.1 s. */
export class GrowingBuffer {
  #buffer = Buffer.alloc(0);
  #length = 0;

  /** @param maxBytes how many come at most */
  constructor(private readonly maxBytes: number) {}

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.byteLength;
    if (length > this.#buffer.byteLength) this.#grow(length);
    this.#buffer.set(piece, this.#length);
    this.#length = length;
  }

  /** All bytes so far; nothing may be appended afterwards. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(length: number): void {
    const room = Math.max(length, Math.min(this.maxBytes, Math.max(length * GROWTH, FIRST_BYTES)));
    const larger = Buffer.allocUnsafeSlow(room);
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
