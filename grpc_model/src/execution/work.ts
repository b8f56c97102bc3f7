import type { ServingError } from '../core/errors';
import type { WorkerMessage } from './worker-protocol';

/** Who hears of a piece of work: the worker's messages about it, or the worker's death. */
export interface WorkReader {
  message(message: WorkerMessage, body: Buffer): void;
  died(error: ServingError): void;
}

/** One piece of work in one worker, from its first message until the worker is free again, or gone. */
export class Work {
  /** Resolves when the worker no longer holds this work. Never rejects. */
  readonly finished: Promise<void>;
  isFinished = false;
  /** Nobody waits for it any longer. */
  isAborted = false;
  #resolveFinished!: () => void;

  constructor(
    readonly id: number,
    readonly reader: WorkReader,
    /** Fires the wrapper's signal for this work. */
    private readonly sendAbort: () => void,
  ) {
    this.finished = new Promise((resolve) => (this.#resolveFinished = resolve));
  }

  /** Tells the wrapper that nobody waits; does nothing once the work is finished. */
  abort(): void {
    this.isAborted = true;
    if (!this.isFinished) this.sendAbort();
  }

  finish(): void {
    this.isFinished = true;
    this.#resolveFinished();
  }
}
