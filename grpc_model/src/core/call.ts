import type { Logger } from '../contract';
import { BoundLogger } from './bound-logger';
import { ServingError } from './errors';
import { MAX_TIMER_MS } from './timer';

/** What one call carries through every layer. */
export interface Call {
  /** The caller's request id, or one made here; stands in every log line of the call. */
  readonly id: string;
  /** When the caller stops waiting, in milliseconds since 1970; `Infinity` when it never does. */
  readonly deadlineMs: number;
  /** Fires when nobody waits any longer; its reason is the {@link ServingError} that the caller gets. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Why nobody waits any longer; undefined while somebody does. Cheaper than the signal, which is made when it is asked for. */
  readonly abortedBecause: ServingError | undefined;
  /** Calls the listener once when nobody waits any longer; it must not be so already. Cheaper than the signal. */
  onAbort(listener: AbortListener): void;
  /** Forgets the listener. */
  offAbort(listener: AbortListener): void;
}

export type AbortListener = (reason: ServingError) => void;

/** What a protocol knows about its caller when a call begins. */
export interface Caller {
  readonly id: string;
  /** When the caller stops waiting, in milliseconds since 1970; `Infinity` when it never does. */
  readonly deadlineMs: number;
  /** Registers what to do when the call is over for the caller: it has its answer, or has hung up. */
  onClosed(listener: () => void): void;
}

/**
 * A call that is under way, and must be closed once: the caller's deadline and its hang-up as one event. Nearly every call
 * ends without it, so signal and logger are made only for those who ask.
 */
export class OpenCall implements Call {
  readonly deadlineMs: number;
  abortedBecause: ServingError | undefined;
  readonly #caller: Caller;
  readonly #logger: Logger;
  /** Nearly every call has one at a time. */
  #listener: AbortListener | undefined;
  #others: Set<AbortListener> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #controller: AbortController | undefined;
  #boundLogger: Logger | undefined;

  constructor(caller: Caller, logger: Logger, nowMs = Date.now()) {
    this.#caller = caller;
    this.deadlineMs = caller.deadlineMs;
    this.#logger = logger;
    caller.onClosed(() => {
      if (!this.#isClosed) this.#abort('cancelled', 'The caller cancelled the call.');
    });
    const remainingMs = this.deadlineMs - nowMs;
    if (remainingMs <= 0) this.#expire();
    else if (remainingMs <= MAX_TIMER_MS) this.#timer = setTimeout(() => this.#expire(), remainingMs);
  }

  get id(): string {
    return this.#caller.id;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.abortedBecause !== undefined) this.#controller.abort(this.abortedBecause);
    }
    return this.#controller.signal;
  }

  get logger(): Logger {
    return (this.#boundLogger ??= new BoundLogger(this.#logger, { callId: this.id }));
  }

  onAbort(listener: AbortListener): void {
    if (this.#listener === undefined) this.#listener = listener;
    else (this.#others ??= new Set()).add(listener);
  }

  offAbort(listener: AbortListener): void {
    if (this.#listener === listener) this.#listener = undefined;
    else this.#others?.delete(listener);
  }

  /** The caller has its answer, or its refusal; nothing can abort the call any longer. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #expire(): void {
    this.#abort('deadline-exceeded', "The call's deadline has passed.");
  }

  #abort(code: 'cancelled' | 'deadline-exceeded', message: string): void {
    if (this.abortedBecause !== undefined) return;
    const reason = (this.abortedBecause = new ServingError(code, message));
    this.#controller?.abort(reason);
    this.#listener?.(reason);
    for (const listener of this.#others ?? []) listener(reason);
  }
}
