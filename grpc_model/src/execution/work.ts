import type { Call } from '../core/call';
import type { ServingError } from '../core/errors';
import type { Tenancy } from './model-worker';
import type { WorkerMessage } from './worker-protocol';

/** Who hears of a piece of work: the worker's messages about it, or the worker's death. */
export interface WorkReader {
  message(message: WorkerMessage, body: Buffer): void;
  died(error: ServingError | NeverBegunError): void;
}

/** The worker died before it came to this work, which can be given to another. */
export class NeverBegunError extends Error {
  override readonly name = 'NeverBegunError';

  constructor() {
    super('The worker ended before it came to this work.');
  }
}

/** Whether an error was caused by the death of a worker that had not come to the work. */
export function hasNotBegun(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.cause instanceof NeverBegunError;
}

/** A stream lasts as long as its reader likes. */
export type WorkKind = 'load' | 'unload' | 'infer' | 'stream';

interface WorkOptions {
  readonly id: number;
  readonly kind: WorkKind;
  readonly tenancy: Tenancy;
  readonly reader: WorkReader;
  /** Absent for what the server itself asks for. */
  readonly call: Call | undefined;
  /** How long it is expected to take, in milliseconds. */
  readonly expectedMs: number;
  /** Fires the wrapper's signal for this work, or has the worker skip it. */
  readonly abort: () => void;
}

/** One piece of work in one worker, from the moment that it is sent until the worker is done with it, or gone. */
export class Work {
  readonly id: number;
  readonly kind: WorkKind;
  readonly tenancy: Tenancy;
  readonly reader: WorkReader;
  /** Whom it is for; absent for what the server itself asks for. */
  readonly call: Call | undefined;
  readonly expectedMs: number;
  isFinished = false;
  /** Nobody waits for it any longer. */
  isAborted = false;
  /** Its worker died under it. */
  hasKilled = false;
  /** When the worker came to it, in milliseconds of `performance.now()`; undefined while others are before it. */
  begunAtMs: number | undefined;
  /** How long the worker says that it took, in milliseconds; undefined where it did not say. */
  workedMs: number | undefined;
  readonly #sendAbort: () => void;
  readonly #onBegun: (() => void)[] = [];
  readonly #onFinished: (() => void)[] = [];

  constructor({ id, kind, tenancy, reader, call, expectedMs, abort }: WorkOptions) {
    this.id = id;
    this.kind = kind;
    this.tenancy = tenancy;
    this.reader = reader;
    this.expectedMs = expectedMs;
    this.call = call;
    this.#sendAbort = abort;
  }

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
    if (!this.isFinished) this.#sendAbort();
  }

  begin(): void {
    this.begunAtMs = performance.now();
    for (const listener of this.#onBegun) listener();
  }

  tookDown(): void {
    this.hasKilled = true;
  }

  finish(): void {
    this.isFinished = true;
    for (const listener of this.#onFinished) listener();
  }
}
