/** A generated ONNX model. Its input is `data` and its output `results.json`, as of every other model of this folder. */
export interface BenchModel {
  /** The name in a store. */
  readonly name: string;
  /** The file. */
  readonly onnx: Uint8Array;
  /** The input's shape for one row. */
  readonly shape: readonly number[];
}

export const INPUT = 'data';
export const OUTPUT = 'results.json';

/** An input that is neither zero nor constant, as the bytes of little-endian FP32. */
export function inputOf({ shape }: Pick<BenchModel, 'shape'>): Uint8Array {
  const length = shape.reduce((product, each) => product * each, 1);
  const values = Float32Array.from({ length }, (_, index) => ((index * 31) % 101) / 101);
  return new Uint8Array(values.buffer);
}
