import { ElementCursor, type ElementStore } from './element-store';

/** How many bytes stand before each element: its length, little-endian. */
const LENGTH_BYTES = 4;

/** Of one text in JSON. Looking through a longer one, and parsing it, would hold up everybody else. */
export const MAX_TEXT_BYTES = 8 * 1024 * 1024;

/** Texts, which become UTF-8. */
export class TextStore implements ElementStore {
  readonly isText = true;
  readonly #cursor: ElementCursor;
  readonly #buffer: Buffer;
  #length = 0;

  /** @param jsonBytes that all elements take in JSON */
  constructor(count: number, jsonBytes: number) {
    this.#cursor = new ElementCursor('BYTES', count);
    // In JSON no character takes fewer bytes, and every element has two quotes.
    this.#buffer = Buffer.allocUnsafeSlow(jsonBytes + count * (LENGTH_BYTES - 2));
  }

  add(values: readonly unknown[]): void {
    let at = this.#cursor.take(values.length);
    for (const value of values) {
      if (typeof value !== 'string' || !value.isWellFormed()) throw this.#cursor.misfit(at, JSON.stringify(value));
      const length = this.#buffer.write(value, this.#length + LENGTH_BYTES);
      this.#buffer.writeUInt32LE(length, this.#length);
      this.#length += LENGTH_BYTES + length;
      at++;
    }
  }

  finish(): Uint8Array {
    this.#cursor.finish();
    return this.#buffer.subarray(0, this.#length);
  }
}
