import type { CallRecord, WorkReport } from '../core/call-record';

/** From when to when something lasted, in milliseconds of `performance.now()`. */
export interface Interval {
  readonly beginMs: number;
  readonly endMs: number;
}

/** Where a call's time went, in milliseconds. What did not happen is undefined. */
export interface CallTimes {
  readonly tookMs: number;
  /** Until a worker began it. */
  readonly queueMs: number | undefined;
  /** While at least one worker was at it. */
  readonly workerMs: number | undefined;
  /** While at least one wrapper was at it. */
  readonly wrapperMs: number | undefined;
}

type TimedCall = Pick<CallRecord, 'beganAtMs' | 'answeredAtMs' | 'works'>;

/** The whole call; one without an answer ended as it began. */
export function callInterval({ beganAtMs, answeredAtMs }: TimedCall): Interval {
  return { beginMs: beganAtMs, endMs: Math.max(beganAtMs, answeredAtMs ?? beganAtMs) };
}

/** How long the call waited for its first worker; undefined when none began it. */
export function queueInterval(call: TimedCall): Interval | undefined {
  const { beginMs, endMs } = callInterval(call);
  let firstMs = Infinity;
  for (const { begunAtMs } of call.works) firstMs = Math.min(firstMs, begunAtMs);
  return firstMs === Infinity ? undefined : { beginMs, endMs: clamp(firstMs, beginMs, endMs) };
}

/** A worker's time, as far as it lies within the call: what goes on after the answer is no part of it. */
export function workerInterval({ begunAtMs, endedAtMs }: WorkReport, { beginMs, endMs }: Interval): Interval {
  const begin = clamp(begunAtMs, beginMs, endMs);
  return { beginMs: begin, endMs: clamp(endedAtMs, begin, endMs) };
}

/**
 * The wrapper's time in a worker's, which is as long as the worker says. When it began is not known: it stands in the
 * middle, with the way there before it and the way back after it.
 */
export function wrapperInterval({ wrapperMs }: WorkReport, { beginMs, endMs }: Interval): Interval | undefined {
  if (wrapperMs === undefined) return undefined;
  const lengthMs = clamp(wrapperMs, 0, endMs - beginMs);
  const begin = beginMs + (endMs - beginMs - lengthMs) / 2;
  return { beginMs: begin, endMs: begin + lengthMs };
}

export function callTimes(call: TimedCall): CallTimes {
  const whole = callInterval(call);
  const queue = queueInterval(call);
  const workers = call.works.map((work) => workerInterval(work, whole));
  const wrappers: Interval[] = [];
  for (const [index, work] of call.works.entries()) {
    const wrapper = wrapperInterval(work, workers[index]!);
    if (wrapper !== undefined) wrappers.push(wrapper);
  }
  return {
    tookMs: lengthOf(whole),
    queueMs: queue === undefined ? undefined : lengthOf(queue),
    workerMs: covered(workers),
    wrapperMs: covered(wrappers),
  };
}

/** How much time the intervals cover together; pieces of one call can run in several workers at once. */
function covered(intervals: Interval[]): number | undefined {
  const [only] = intervals;
  if (only === undefined) return undefined;
  if (intervals.length === 1) return lengthOf(only);
  let sum = 0;
  let reachedMs = -Infinity;
  for (const { beginMs, endMs } of intervals.sort((a, b) => a.beginMs - b.beginMs)) {
    sum += Math.max(0, endMs - Math.max(beginMs, reachedMs));
    reachedMs = Math.max(reachedMs, endMs);
  }
  return sum;
}

function lengthOf({ beginMs, endMs }: Interval): number {
  return endMs - beginMs;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
