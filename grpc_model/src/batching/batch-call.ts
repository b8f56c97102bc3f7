import type { Logger } from '../contract';
import { BoundLogger } from '../core/bound-logger';
import type { AbortListener, Call } from '../core/call';
import type { ServingError } from '../core/errors';

/** The most ids that a log line of a batch names. */
const MAX_LOGGED_IDS = 16;

/**
 * The call of a batch that several callers share: it is over when nobody of them waits. What few ask for is made when they
 * do.
 */
export class BatchCall implements Call {
  abortedBecause: ServingError | undefined;
  readonly #listeners = new Set<AbortListener>();
  #controller: AbortController | undefined;
  #logger: Logger | undefined;

  /** @param calls at least one */
  constructor(private readonly calls: readonly Call[]) {}

  get id(): string {
    return `${this.calls[0]!.id} +${this.calls.length - 1}`;
  }

  get deadlineMs(): number {
    return this.calls.reduce((latest, { deadlineMs }) => Math.max(latest, deadlineMs), -Infinity);
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.abortedBecause !== undefined) this.#controller.abort(this.abortedBecause);
    }
    return this.#controller.signal;
  }

  get logger(): Logger {
    const callIds = this.calls.slice(0, MAX_LOGGED_IDS).map(({ id }) => id);
    return (this.#logger ??= new BoundLogger(this.calls[0]!.logger, { callIds }));
  }

  onAbort(listener: AbortListener): void {
    this.#listeners.add(listener);
  }

  offAbort(listener: AbortListener): void {
    this.#listeners.delete(listener);
  }

  /** Nobody waits any longer. */
  abort(reason: ServingError): void {
    if (this.abortedBecause !== undefined) return;
    this.abortedBecause = reason;
    this.#controller?.abort(reason);
    for (const listener of this.#listeners) listener(reason);
  }
}
