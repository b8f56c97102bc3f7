import { ServingError } from '../core/errors';
import { byteLengthOf, type Item } from '../core/request';

export interface AdmissionLimits {
  /** The most calls that wait or run at the same time. */
  readonly maxPendingCalls: number;
  /** The most bytes of inputs that those calls hold together. */
  readonly maxPendingBytes: number;
}

/** Bounds what waits for a model: a call beyond the bound is refused at once rather than queued without hope. */
export class Admission {
  #calls = 0;
  #bytes = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  /**
   * Lets a call in if there is room for its items.
   *
   * @returns gives the room back; to be called once
   * @throws ServingError `resource-exhausted` when there is none
   */
  enter(items: readonly Item[]): () => void {
    const bytes = items.reduce((total, item) => total + byteLengthOf(item), 0);
    this.#throwIfFull(bytes);
    this.#calls++;
    this.#bytes += bytes;
    return () => {
      this.#calls--;
      this.#bytes -= bytes;
    };
  }

  #throwIfFull(bytes: number): void {
    const { maxPendingCalls, maxPendingBytes } = this.limits;
    if (this.#calls >= maxPendingCalls) {
      throw new ServingError(
        'resource-exhausted',
        `${this.#calls} calls are waiting or running, and at most ${maxPendingCalls} may; try again later.`,
      );
    }
    // A lone call is let in whatever its size: the message limit has bounded it.
    if (this.#calls > 0 && this.#bytes + bytes > maxPendingBytes) {
      throw new ServingError(
        'resource-exhausted',
        `The calls under way hold ${this.#bytes} bytes, this one ${bytes}, and all may hold ${maxPendingBytes}; try again later.`,
      );
    }
  }
}
