import { ServingError } from '../core/errors';
import type { PendingFigures } from '../core/figures';

export interface AdmissionLimits {
  /** The most calls that wait or run at the same time. */
  readonly maxPendingCalls: number;
  /** The most bytes that inputs, and answers that are still being sent, hold together. */
  readonly maxPendingBytes: number;
}

/** Bounds what waits for a model: a call beyond the bound is refused at once rather than queued without hope. */
export class Admission {
  #calls = 0;
  #bytes = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  /** What was let in and not given back. */
  get figures(): PendingFigures {
    return { calls: this.#calls, bytes: this.#bytes };
  }

  /**
   * Lets a call in if there is room for its bytes.
   *
   * @throws ServingError `resource-exhausted` when there is none
   */
  enter(bytes: number): void {
    this.#throwIfFull(bytes);
    this.#calls++;
    this.#bytes += bytes;
  }

  /** Gives the room of a call back. */
  leave(bytes: number): void {
    this.#calls--;
    this.#bytes -= bytes;
  }

  /** Counts bytes that are there already, such as an answer that a slow reader has not taken. */
  hold(bytes: number): void {
    this.#bytes += bytes;
  }

  release(bytes: number): void {
    this.#bytes -= bytes;
  }

  #throwIfFull(bytes: number): void {
    const { maxPendingCalls, maxPendingBytes } = this.limits;
    if (this.#calls >= maxPendingCalls) {
      throw new ServingError(
        'resource-exhausted',
        `${this.#calls} calls are waiting or running, and at most ${maxPendingCalls} may; try again later.`,
      );
    }
    // When nothing is held, a call is let in whatever its size: the message limit has bounded it.
    if (this.#bytes > 0 && this.#bytes + bytes > maxPendingBytes) {
      throw new ServingError(
        'resource-exhausted',
        `The calls under way hold ${this.#bytes} bytes, this one ${bytes}, and all may hold ${maxPendingBytes}; try again later.`,
      );
    }
  }
}
