import { setTimeout as delay } from 'node:timers/promises';
import { ServingError, toServingError, type ErrorCode } from '../../core/errors';

/** How often a call is tried, and how long to wait between. */
export interface RetryPolicy {
  /** The first one included; 1: never again. */
  readonly attempts: number;
  /** The wait after the first attempt; each further one is twice as long. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, firstDelayMs: 100, maxDelayMs: 1000 };
export const NO_RETRY: RetryPolicy = { ...DEFAULT_RETRY, attempts: 1 };

/** How an attempt failed. */
export interface Failure {
  readonly code: ErrorCode;
  /** Of which attempt, from 1. */
  readonly attempt: number;
  /** Whether the server had begun to answer, so that it may have done the work. */
  readonly hasAnswerBegun: boolean;
  /** Until the call's deadline. */
  readonly remainingMs: number;
}

/**
 * Decides whether a call is tried again: where nobody was there to answer, and time and attempts are left.
 *
 * @param random from 0 to 1; spreads the attempts of clients that failed together over the second half of the wait
 * @returns how long to wait before, in milliseconds; undefined: not again
 */
export function retryDelayMs(policy: RetryPolicy, failure: Failure, random: number): number | undefined {
  if (failure.code !== 'unavailable' || failure.hasAnswerBegun || failure.attempt >= policy.attempts) return undefined;
  const wholeMs = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (failure.attempt - 1));
  const delayMs = wholeMs * (0.5 + random / 2);
  return delayMs < failure.remainingMs ? delayMs : undefined;
}

/** What bounds a whole call, all attempts together. */
export interface CallBounds {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What one attempt is told. */
export interface Attempt extends CallBounds {
  /** To be called when the first part of an answer is there. */
  readonly answerBegins: () => void;
}

/**
 * Tries a call until it succeeds or {@link retryDelayMs} says that it is enough.
 *
 * @throws ServingError of the last attempt
 */
export async function retrying<T>(
  policy: RetryPolicy,
  { timeoutMs, signal }: CallBounds,
  run: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(signal);
    let hasAnswerBegun = false;
    const answerBegins = () => void (hasAnswerBegun = true);
    try {
      return await run({ timeoutMs: Math.max(1, endMs - performance.now()), signal, answerBegins });
    } catch (thrown) {
      const error = toServingError(thrown);
      const failure = { code: error.code, attempt, hasAnswerBegun, remainingMs: endMs - performance.now() };
      const delayMs = retryDelayMs(policy, failure, Math.random());
      if (delayMs === undefined) throw error;
      await pause(delayMs, signal);
    }
  }
}

/** The error of a call whose own signal fired. */
export function cancelled(cause?: unknown): ServingError {
  return new ServingError('cancelled', 'The call was cancelled by its own signal.', { cause });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled(signal.reason);
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(delayMs, undefined, signal && { signal });
  } catch (thrown) {
    throw cancelled(thrown);
  }
}
