import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 1;

/** Long work in slices of about a millisecond, between which the event loop gets its turn. */
export class TimeSlices {
  #endsAtMs = performance.now() + SLICE_MS;

  get isOver(): boolean {
    return performance.now() >= this.#endsAtMs;
  }

  /** Resolves when whatever else waited has had its turn. */
  async next(): Promise<void> {
    await nextTurn();
    this.#endsAtMs = performance.now() + SLICE_MS;
  }
}
