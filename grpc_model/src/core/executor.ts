import type { Runnable } from './served-model';

/** Which optional methods the author's wrapper has. */
export interface WrapperCapabilities {
  readonly batch: boolean;
  readonly stream: boolean;
}

/**
 * The port behind which wrappers run: worker processes, or inline. `infer` gives a request of one item to the wrapper's
 * single method and a larger one, as it stands, to its batch method; it rejects with `model-failed` when that threw, and
 * with `unavailable` when the worker died under it.
 */
export interface Executor extends Runnable {
  /** Known once `start` has succeeded. */
  readonly capabilities: WrapperCapabilities;

  /** How many requests run at the same time. */
  readonly concurrency: number;

  /**
   * Loads the wrapper; resolves as soon as one worker can answer. After a failure it may be called again.
   *
   * @throws ServingError `failed-precondition` with the reason, for people
   */
  start(): Promise<void>;

  /** Calls the listener when every worker is gone and none could be replaced; `start` must be called again then. */
  onFailure(listener: (reason: string) => void): void;

  /** Finishes what runs, refuses what waits, ends the workers. */
  stop(): Promise<void>;
}
