const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/** A worker that lived this long, or answered a call, was healthy: its death starts the count anew. */
export const HEALTHY_AFTER_MS = 10_000;

/** So many loads in a row may fail, with no worker left, before the model counts as failed. */
export const MAX_LOAD_FAILURES = 5;

/**
 * How long to wait before a worker is replaced: not at all after a first death, so that nobody notices, and twice as
 * long each time after that, so that a crash loop leaves the processor to the workers that still serve.
 *
 * @param failuresInARow deaths and failed loads since a worker was last healthy
 */
export function restartDelayMs(failuresInARow: number): number {
  if (failuresInARow <= 1) return 0;
  return Math.min(FIRST_DELAY_MS * 2 ** (failuresInARow - 2), LONGEST_DELAY_MS);
}
