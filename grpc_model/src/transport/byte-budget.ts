import { ServingError } from '../core/errors';

/** What a request may hold without being counted: small ones get through when large ones have taken all the room. */
const UNCOUNTED_BYTES = 64 * 1024;

/** What of a request that is being received is counted, of so many bytes that have arrived. */
export function countedOf(received: number): number {
  return Math.max(0, received - UNCOUNTED_BYTES);
}

/** Bounds the bytes of requests that are still being received, or are held while they are handled, those of every connection together. */
export class ByteBudget {
  #taken = 0;

  constructor(private readonly maxBytes: number) {}

  /**
   * Takes room for bytes that have arrived. A request that is alone gets it whatever its size: the message limit bounds it.
   *
   * @param bytes what is counted of them
   * @param own what this request has taken so far
   * @throws ServingError `resource-exhausted` when the others leave no room; nothing is taken then
   */
  take(bytes: number, own: number): void {
    if (this.#taken > own && this.#taken + bytes > this.maxBytes) {
      throw new ServingError(
        'resource-exhausted',
        `Requests that are being received hold ${this.#taken} bytes, and all may hold ${this.maxBytes}; try again later.`,
      );
    }
    this.#taken += bytes;
  }

  /** Gives room back: the request is there, and whoever handles it counts it; or it has been handled, or never came to its end. */
  giveBack(bytes: number): void {
    this.#taken -= bytes;
  }
}
