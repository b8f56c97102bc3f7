import type { WorkerRange } from '../core/model-options';

/** Waiting that a burst explains is left to the workers that are there; starting one costs about as much. */
export const GROW_AFTER_MS = 50;

export interface CrewFacts {
  /** Workers that have loaded the model. */
  readonly ready: number;
  /** Those, and the ones that are being started or replaced. */
  readonly all: number;
}

/** Whether one more worker shall be started because work waits. One at a time: its load takes processor time from the others. */
export function shouldGrow(waitedMs: number, { ready, all }: CrewFacts, { max }: WorkerRange): boolean {
  return waitedMs >= GROW_AFTER_MS && all < max && ready === all;
}

/** Whether a worker that has done nothing for so long may go. */
export function shouldShrink(
  idleMs: number,
  idleLimitMs: number,
  { ready, all }: CrewFacts,
  { min }: WorkerRange,
): boolean {
  return idleMs >= idleLimitMs && ready === all && ready > min;
}

/** Whether a worker that is well is replaced all the same. */
export function shouldRecycle(
  worker: { readonly answered: number; readonly residentBytes: number },
  limits: { readonly afterCalls: number; readonly aboveBytes: number },
): boolean {
  const { afterCalls, aboveBytes } = limits;
  return (afterCalls > 0 && worker.answered >= afterCalls) || (aboveBytes > 0 && worker.residentBytes > aboveBytes);
}
