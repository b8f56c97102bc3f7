import type { Bundle } from '../contract';
import type { ModelOptions } from './model-options';

/** The files of one item, by input name: absolute paths that the worker reads. */
export type WarmUpCase = Readonly<Record<string, string>>;

/** A file as it was when a version was looked at. */
export interface FileFacts {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

/** Everything that is needed to put one model version together. Plain data: it travels to workers as JSON. */
export interface ModelSpec {
  readonly bundle: Bundle;
  /** The compiled module whose default export is the wrapper: the author's, or a runtime of the server. */
  readonly wrapperPath: string;
  readonly options: ModelOptions;
  /**
   * A worker that finds another file there does not load the model: workers of one instance must not differ. Absent where
   * files are never exchanged in place.
   */
  readonly weights?: readonly FileFacts[] | undefined;
  /**
   * What each worker runs before it counts as loaded; a model that fails one is not loaded. None: an input of zeros,
   * where every input is a tensor; null: nothing, because the author does not want it.
   */
  readonly warmUp: readonly WarmUpCase[] | null;
}
