import type { ServingError } from '../core/errors';
import type { WorkerMessage } from './worker-protocol';

/** Who hears of a piece of work: the worker's messages about it, or the worker's death. */
export interface WorkReader {
  message(message: WorkerMessage, body: Buffer): void;
  died(error: ServingError | NeverBegunError): void;
}

/** The worker died before it came to this work, which can be given to another. */
export class NeverBegunError extends Error {
  override readonly name = 'NeverBegunError';
}

/** One piece of work in one worker, from the moment that it is sent until the worker is done with it, or gone. */
export class Work {
  isFinished = false;
  /** Nobody waits for it any longer. */
  isAborted = false;
  /** When the worker came to it, in milliseconds of `performance.now()`; undefined while others are before it. */
  begunAtMs: number | undefined;
  readonly #onBegun: (() => void)[] = [];
  readonly #onFinished: (() => void)[] = [];

  constructor(
    readonly id: number,
    readonly reader: WorkReader,
    /** Fires the wrapper's signal for this work, or has the worker skip it. */
    private readonly sendAbort: () => void,
    /** A stream lasts as long as its reader likes. */
    readonly isStream: boolean,
  ) {}

  /** Calls the listener when the worker comes to this work, or at once when it has. */
  onBegun(listener: () => void): void {
    if (this.begunAtMs === undefined) this.#onBegun.push(listener);
    else listener();
  }

  /** Calls the listener when the worker no longer holds this work, or at once when it does not. */
  onFinished(listener: () => void): void {
    if (this.isFinished) listener();
    else this.#onFinished.push(listener);
  }

  /** Tells the wrapper that nobody waits; does nothing once the work is finished. */
  abort(): void {
    this.isAborted = true;
    if (!this.isFinished) this.sendAbort();
  }

  begin(): void {
    this.begunAtMs = performance.now();
    for (const listener of this.#onBegun) listener();
  }

  finish(): void {
    this.isFinished = true;
    for (const listener of this.#onFinished) listener();
  }
}
