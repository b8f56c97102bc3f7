import type { Bundle } from '../contract';
import type { ModelOptions } from './model-options';

/** The files of one item, by input name: absolute paths that the worker reads. */
export type WarmUpCase = Readonly<Record<string, string>>;

/** Everything that is needed to put one model version together. Plain data: it travels to workers as JSON. */
export interface ModelSpec {
  readonly bundle: Bundle;
  /** The compiled module whose default export is the wrapper: the author's, or a runtime of the server. */
  readonly wrapperPath: string;
  readonly options: ModelOptions;
  /**
   * What each worker runs before it counts as loaded; a model that fails one is not loaded. None: an input of zeros,
   * where every input is a tensor; null: nothing, because the author does not want it.
   */
  readonly warmUp: readonly WarmUpCase[] | null;
}
