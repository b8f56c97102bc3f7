import type { Room } from '../core/executor';
import { PRIORITIES, type Priority } from '../core/request';

/** Waiting so long counts as much as one class of priority, so that a lower class does not starve. */
export const AGEING_MS = 1000;

/** Work that waits and may share a batch. */
export interface WaitingLane {
  readonly priority: Priority;
  /** How many rows wait. */
  readonly rows: number;
  /** Since when its first work has waited for its turn. */
  readonly sinceMs: number;
  /** When its oldest work arrived. */
  readonly oldestMs: number;
  /** False: each piece of work makes a batch of its own. */
  readonly isMergeable: boolean;
}

export interface BatchLimits {
  /** The most rows of one batch; 1 when the wrapper does not batch. */
  readonly maxRows: number;
  readonly maxQueueDelayMs: number;
  /** Ascending. */
  readonly preferredBatchSizes: readonly number[];
}

export type Plan<L> =
  /** Send now, from this lane, so many rows. */
  | { readonly action: 'take'; readonly lane: L; readonly rows: number }
  /** Nothing before that time, unless more arrives. */
  | { readonly action: 'wait'; readonly untilMs: number }
  /** Nothing, until more arrives or a worker has room. */
  | { readonly action: 'nothing' };

const NOTHING = { action: 'nothing' } as const;

/**
 * What to send next. Of the lanes from which something may go now, the one of the highest class does, and of those the one
 * that has waited longest.
 *
 * @param room `ahead` lets only that go which nothing could join any longer
 */
export function planBatch<L extends WaitingLane>(
  lanes: Iterable<L>,
  room: Room,
  nowMs: number,
  limits: BatchLimits,
): Plan<L> {
  if (room === 'none') return NOTHING;
  let best: L | undefined;
  let bestRows = 0;
  let untilMs = Infinity;
  for (const lane of lanes) {
    const rows = rowsToTake(lane, room, nowMs, limits);
    if (rows === 0) {
      if (room === 'idle') untilMs = Math.min(untilMs, lane.oldestMs + limits.maxQueueDelayMs);
    } else if (best === undefined || goesBefore(lane, best, nowMs)) {
      best = lane;
      bestRows = rows;
    }
  }
  if (best !== undefined) return { action: 'take', lane: best, rows: bestRows };
  return untilMs === Infinity ? NOTHING : { action: 'wait', untilMs };
}

/** @returns 0 when its work had better wait */
function rowsToTake(lane: WaitingLane, room: Room, nowMs: number, limits: BatchLimits): number {
  const { maxRows, maxQueueDelayMs, preferredBatchSizes } = limits;
  if (!lane.isMergeable) return lane.rows === 0 ? 0 : 1;
  if (lane.rows >= maxRows) return largestAtMost(maxRows, preferredBatchSizes) || maxRows;
  if (room === 'ahead') return 0;
  if (maxQueueDelayMs > 0 && nowMs >= lane.oldestMs + maxQueueDelayMs) return lane.rows;
  const preferred = largestAtMost(lane.rows, preferredBatchSizes);
  return maxQueueDelayMs > 0 ? preferred : preferred || lane.rows;
}

/** @returns 0 when all are larger */
function largestAtMost(rows: number, ascending: readonly number[]): number {
  let largest = 0;
  for (const size of ascending) if (size <= rows) largest = size;
  return largest;
}

function goesBefore(lane: WaitingLane, other: WaitingLane, nowMs: number): boolean {
  const difference = rankOf(lane, nowMs) - rankOf(other, nowMs);
  return difference === 0 ? lane.sinceMs < other.sinceMs : difference < 0;
}

function rankOf({ priority, sinceMs }: WaitingLane, nowMs: number): number {
  return Math.max(0, PRIORITIES.indexOf(priority) - Math.floor((nowMs - sinceMs) / AGEING_MS));
}
