import type { Bundle } from '../contract';

/** How onnxruntime runs one model. */
export interface OnnxOptions {
  /** By the names of onnxruntime-node, the first that is there wins; for example `cpu`. */
  readonly executionProviders: readonly string[];
  /** Threads within one operator, at least 1. */
  readonly intraOpThreads: number;
  /** Threads across operators, at least 1. */
  readonly interOpThreads: number;
}

/** One version of a model without code: `<folder>/model.onnx`. Its inputs and outputs are known when it is loaded. */
export interface OnnxBundle extends Bundle {
  readonly onnx: OnnxOptions;
  /** What the places of an output's last dimension stand for; null when nobody has told. */
  readonly classLabels: readonly string[] | null;
}

export function isOnnxBundle(bundle: Bundle): bundle is OnnxBundle {
  return 'onnx' in bundle;
}
