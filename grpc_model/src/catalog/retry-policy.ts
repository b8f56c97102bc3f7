const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30_000;

/**
 * How long a failed model stays failed before somebody who asks for its status makes it load again: not at all after the
 * first failure, then longer each time, so that a polling client is no tight loop.
 */
export function retryDelayMs(failuresInARow: number): number {
  return failuresInARow <= 1 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (failuresInARow - 2), LONGEST_DELAY_MS);
}
