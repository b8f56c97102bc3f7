import { ServingError } from '../core/errors';
import { PRIORITIES, type Priority } from '../core/request';
import type { WaitingLane } from './batch-policy';

/**
 * How much longer than expected work may take. A call that is let in and then misses its deadline has cost a worker's time
 * for nothing; one that is refused although it might just have made it was one of those for which there is no time.
 */
const SLACK = 1.25;

/** How fast an executor works of late. */
export interface Pace {
  readonly workers: number;
  /** How long one batch takes; 0 when nobody knows yet. */
  readonly meanWorkMs: number;
}

/** How many batches of a class that is not lower wait before a call that comes now. */
export function batchesAhead<L extends WaitingLane>(
  lanes: Iterable<L>,
  priority: Priority,
  own: L | undefined,
  maxRows: number,
): number {
  const rank = PRIORITIES.indexOf(priority);
  let batches = 0;
  for (const lane of lanes) {
    if (PRIORITIES.indexOf(lane.priority) > rank) continue;
    // What is left over in its own lane goes with it.
    if (lane === own && lane.isMergeable) batches += Math.floor(lane.rows / maxRows);
    else batches += lane.isMergeable ? Math.ceil(lane.rows / maxRows) : lane.rows;
  }
  return batches;
}

/**
 * Whether a call that comes now would be answered too late.
 *
 * @param batches how many wait before it
 * @param remainingMs the time until its deadline
 * @returns the refusal; undefined when it may well be in time
 */
export function refusalOfHopeless(batches: number, pace: Pace, remainingMs: number): ServingError | undefined {
  // What runs is, in the mean, half done.
  const neededMs = (0.5 + batches / pace.workers + 1) * pace.meanWorkMs * SLACK;
  if (neededMs <= remainingMs) return undefined;
  return new ServingError(
    'resource-exhausted',
    `So much waits for the model that an answer takes about ${Math.ceil(neededMs)} ms, and the call's deadline is in ` +
      `${Math.max(0, Math.floor(remainingMs))} ms; try again later, or allow more time.`,
  );
}

/** Why a call whose turn has come does not run; undefined when its answer can be there in time. */
export function refusalOfLate({ meanWorkMs }: Pace, remainingMs: number): ServingError | undefined {
  if (remainingMs >= meanWorkMs) return undefined;
  return new ServingError(
    'deadline-exceeded',
    `When its turn came, the call had ${Math.max(0, Math.floor(remainingMs))} ms left, and an answer takes about ` +
      `${Math.ceil(meanWorkMs)} ms.`,
  );
}
