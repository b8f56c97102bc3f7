import type { LogFields, Logger } from '../contract';
import { AbortEvent, type AbortListener } from '../core/abort-event';
import { BoundLogger } from '../core/bound-logger';
import type { Call } from '../core/call';
import type { WorkReport } from '../core/call-record';
import type { ServingError } from '../core/errors';

/** The most ids that a log line of a batch names. */
const MAX_LOGGED_IDS = 16;

/**
 * The call of a batch that several callers share: it is over when nobody of them waits. What few ask for is made when they
 * do.
 */
export class BatchCall implements Call {
  readonly #abortEvent = new AbortEvent();
  #logger: Logger | undefined;

  /** @param calls at least one */
  constructor(private readonly calls: readonly Call[]) {}

  get logFields(): LogFields {
    const ids = this.calls.slice(0, MAX_LOGGED_IDS).map(({ logFields }) => logFields['requestId']);
    const more = this.calls.length - ids.length;
    return { requestIds: more === 0 ? ids : [...ids, `+${more}`] };
  }

  get serverLogger(): Logger {
    return this.calls[0]!.serverLogger;
  }

  get deadlineMs(): number {
    return this.calls.reduce((latest, { deadlineMs }) => Math.max(latest, deadlineMs), -Infinity);
  }

  get abortedBecause(): ServingError | undefined {
    return this.#abortEvent.reason;
  }

  get signal(): AbortSignal {
    return this.#abortEvent.signal;
  }

  get logger(): Logger {
    return (this.#logger ??= new BoundLogger(this.serverLogger, this.logFields));
  }

  onAbort(listener: AbortListener): void {
    this.#abortEvent.on(listener);
  }

  offAbort(listener: AbortListener): void {
    this.#abortEvent.off(listener);
  }

  /** It was done for each of them. */
  worked(report: WorkReport): void {
    for (const call of this.calls) call.worked(report);
  }

  /** Nobody waits any longer. */
  abort(reason: ServingError): void {
    this.#abortEvent.fire(reason);
  }
}
