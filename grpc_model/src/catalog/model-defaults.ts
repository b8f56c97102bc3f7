import type { Quantity } from '../contract';
import type { ModelOptions } from '../core/model-options';
import type { OnnxOptions } from '../core/onnx-bundle';

/** How a model is run where its `config.yaml` says nothing: from the settings. */
export interface ModelDefaults {
  /** Of authored models; `batching.maxBatchSize` is the one of their `model.yaml`. */
  readonly authored: ModelOptions;
  /** Of models in the store. */
  readonly store: ModelOptions;
  /** Larger models of the store have workers of their own, in bytes of their files. */
  readonly maxSharedBytes: number;
  readonly onnx: OnnxOptions;
  /** How long a model of the store may take to load, and to answer one call. */
  readonly timeouts: { readonly status: Quantity; readonly run: Quantity };
}
