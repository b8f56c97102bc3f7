import type { LogFields, Logger } from '../contract';
import { AbortEvent, type AbortListener } from './abort-event';
import { BoundLogger } from './bound-logger';
import type { CallRecord, WorkReport } from './call-record';
import { ServingError } from './errors';
import { MAX_TIMER_MS } from './timer';

/** What one call carries through every layer. */
export interface Call {
  /** What stands in every log line of the call: `requestId`, or `requestIds` where a batch serves several. */
  readonly logFields: LogFields;
  /** The server's own logger, without those fields. */
  readonly serverLogger: Logger;
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
  /** A worker has done a piece of work for the call. */
  worked(report: WorkReport): void;
}

/** What a protocol knows about its caller when a call begins. */
export interface Caller {
  /** What is known of the call; its layers add to it. */
  readonly record: CallRecord;
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
  readonly serverLogger: Logger;
  readonly #caller: Caller;
  readonly #abortEvent = new AbortEvent();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #boundLogger: Logger | undefined;

  constructor(caller: Caller, logger: Logger, nowMs = Date.now()) {
    this.#caller = caller;
    this.deadlineMs = caller.deadlineMs;
    this.serverLogger = logger;
    caller.onClosed(() => {
      if (!this.#isClosed) this.#abort('cancelled', 'The caller cancelled the call.');
    });
    const remainingMs = this.deadlineMs - nowMs;
    if (remainingMs <= 0) this.#expire();
    else if (remainingMs <= MAX_TIMER_MS) this.#timer = setTimeout(() => this.#expire(), remainingMs);
  }

  get logFields(): LogFields {
    return { requestId: this.#caller.record.requestId };
  }

  get abortedBecause(): ServingError | undefined {
    return this.#abortEvent.reason;
  }

  get signal(): AbortSignal {
    return this.#abortEvent.signal;
  }

  get logger(): Logger {
    return (this.#boundLogger ??= new BoundLogger(this.serverLogger, this.logFields));
  }

  onAbort(listener: AbortListener): void {
    this.#abortEvent.on(listener);
  }

  offAbort(listener: AbortListener): void {
    this.#abortEvent.off(listener);
  }

  worked(report: WorkReport): void {
    this.#caller.record.works.push(report);
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
    this.#abortEvent.fire(new ServingError(code, message));
  }
}
