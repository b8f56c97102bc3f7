import type { Logger } from '../contract';
import { BoundLogger } from './bound-logger';
import { ServingError } from './errors';
import { MAX_TIMER_MS } from './timer';

/** What one call carries through every layer. */
export interface Call {
  /** The caller's request id, or one made here; stands in every log line of the call. */
  readonly id: string;
  /** Fires when nobody waits any longer; its reason is the {@link ServingError} that the caller gets. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** What a protocol knows about its caller when a call begins. */
export interface Caller {
  readonly id: string;
  /** When the caller stops waiting, in milliseconds since 1970; `Infinity` when it never does. */
  readonly deadlineMs: number;
  /** Registers what to do when the call is over for the caller: it has its answer, or has hung up. */
  onClosed(listener: () => void): void;
}

/** A call that is under way, and must be closed once. */
export interface OpenCall extends Call {
  close(): void;
}

/** Opens a call: one signal merges the caller's deadline and its hang-up. */
export function openCall(caller: Caller, logger: Logger, nowMs = Date.now()): OpenCall {
  const controller = new AbortController();
  const abort = (error: ServingError) => controller.abort(error);
  let isAnswered = false;
  caller.onClosed(() => {
    if (!isAnswered) abort(new ServingError('cancelled', 'The caller cancelled the call.'));
  });

  const remainingMs = caller.deadlineMs - nowMs;
  const expire = () => abort(new ServingError('deadline-exceeded', "The call's deadline has passed."));
  let timer: NodeJS.Timeout | undefined;
  if (remainingMs <= 0) expire();
  else if (remainingMs <= MAX_TIMER_MS) timer = setTimeout(expire, remainingMs);

  return {
    id: caller.id,
    signal: controller.signal,
    logger: new BoundLogger(logger, { callId: caller.id }),
    close: () => {
      isAnswered = true;
      clearTimeout(timer);
    },
  };
}
