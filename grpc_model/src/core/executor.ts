import type { DeclaredInput, DeclaredOutput } from '../contract';
import type { WorkerFigures } from './figures';
import type { WorkerRange } from './model-options';
import type { Runnable } from './served-model';

/** What a model takes and gives, where its file tells and no author has declared it. */
export interface Signature {
  readonly inputs: readonly DeclaredInput[];
  readonly outputs: readonly DeclaredOutput[];
}

/** What is known of a wrapper once it is loaded. */
export interface WrapperCapabilities {
  /** It takes several items at once. */
  readonly batch: boolean;
  readonly stream: boolean;
  /** Only from a runtime, which reads it from the model's file. */
  readonly signature?: Signature | undefined;
}

/**
 * What becomes of a request that an executor is given now: a worker begins it at once (`idle`), it stands behind a short
 * piece of work in a worker (`ahead`), or it waits for a worker (`none`).
 */
export type Room = 'idle' | 'ahead' | 'none';

/**
 * The port behind which wrappers run: worker processes, threads, or inline. `infer` gives a request of one item to the
 * wrapper's single method and a larger one, as it stands, to its batch method; it rejects with `model-failed` when that
 * threw, and with `unavailable` when the worker died under it. What is given while there is no room waits in order.
 */
export interface Executor extends Runnable {
  /** Known once `start` has succeeded. */
  readonly capabilities: WrapperCapabilities;

  readonly room: Room;

  /** How many workers have loaded the model, at least 1 while it is started. */
  readonly workers: number;

  /** What its workers do just now. */
  readonly workerFigures: WorkerFigures;

  /** How long a request takes of late, in milliseconds; 0 when none was answered yet. */
  readonly meanWorkMs: number;

  /** Calls the listener whenever there may be room that was not there before. One listener. */
  onRoom(listener: () => void): void;

  /**
   * Tells how long the oldest waiting work has waited, so that more workers can be started, up to the most that are
   * allowed.
   */
  reportPressure(waitedMs: number): void;

  /** Sets how many workers there may be; too few are started, too many end when they have finished. */
  scale(workers: WorkerRange): void;

  /**
   * Loads the wrapper; resolves as soon as one worker can answer. After a failure it may be called again.
   *
   * @throws ServingError `failed-precondition` with the reason, for people
   */
  start(): Promise<WrapperCapabilities>;

  /** Calls the listener when every worker is gone and none could be replaced; `start` must be called again then. One listener. */
  onFailure(listener: (reason: string) => void): void;

  /** Finishes what runs, refuses what waits, ends the workers. */
  stop(): Promise<void>;
}
