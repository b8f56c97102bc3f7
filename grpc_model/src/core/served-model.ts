import type { ModelMetadata } from '../contract';
import type { Call } from './call';
import type { ModelFigures } from './figures';
import type { WorkerRange } from './model-options';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from './request';
import type { VersionState } from './state';

/**
 * Anything that answers items. Validation, batching and execution all have this one interface, so that a served model
 * is a composition of them.
 */
export interface Runnable {
  /**
   * Answers every item of the request.
   *
   * @returns exactly one result per item, in the order of the items; one that failed does not fail its neighbours
   * @throws ServingError when the call failed as a whole (aborted, queue full, nobody there)
   */
  infer(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]>;

  /**
   * Answers one item piece by piece. Ending the iteration early ends the work.
   *
   * @throws ServingError `unimplemented` when the wrapper does not stream
   */
  stream(item: Item, options: RequestOptions, call: Call): AsyncIterable<Item>;
}

/** One (name, version), loaded or on the way there. */
export interface ServedModel extends Runnable {
  /** Once it is ready with the inputs and outputs that its file declares, where no author has declared them. */
  readonly metadata: ModelMetadata;
  readonly state: VersionState;
  /** Whether its wrapper answers piece by piece; false until it has loaded. */
  readonly streams: boolean;
  /** What it holds just now. */
  readonly figures: ModelFigures;

  /**
   * Loads the model, or tries again after a failure once its back-off has passed. Callers at the same time share one
   * attempt.
   *
   * @returns the state that was reached; never rejects
   */
  load(): Promise<VersionState>;

  /** Calls the listener with every change of state from now on. */
  onStateChange(listener: (state: VersionState) => void): void;

  /** Sets how many workers there may be. */
  scale(workers: WorkerRange): void;

  /** Finishes running calls, within a bound, and gives everything back. New calls fail with `failed-precondition`. */
  close(): Promise<void>;
}
