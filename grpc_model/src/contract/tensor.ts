/** The element types of tensors, by the names of the Open Inference Protocol. */
export const DATATYPES = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'BF16',
  'FP32',
  'FP64',
  'BYTES',
] as const;

export type Datatype = (typeof DATATYPES)[number];

/** How the elements of each datatype stand in memory, in the order of the shape's last dimension first (row-major). */
export interface TensorData {
  /** One byte each, 0 or 1. */
  readonly BOOL: Uint8Array;
  readonly UINT8: Uint8Array;
  readonly UINT16: Uint16Array;
  readonly UINT32: Uint32Array;
  readonly UINT64: BigUint64Array;
  readonly INT8: Int8Array;
  readonly INT16: Int16Array;
  readonly INT32: Int32Array;
  readonly INT64: BigInt64Array;
  /** Bit patterns: not every version of Node has half-precision arrays. */
  readonly FP16: Uint16Array;
  /** Bit patterns: the upper half of an FP32. */
  readonly BF16: Uint16Array;
  readonly FP32: Float32Array;
  readonly FP64: Float64Array;
  /** Any bytes, often UTF-8 text, per element. */
  readonly BYTES: readonly Uint8Array[];
}

/** A tensor of one datatype. `data` holds as many elements as the numbers of `shape`, multiplied. */
export interface TensorOf<D extends Datatype> {
  readonly datatype: D;
  /** The lengths of the dimensions, each at least 0; empty for a scalar. */
  readonly shape: readonly number[];
  readonly data: TensorData[D];
}

/** A tensor of whatever datatype; `switch (tensor.datatype)` tells which. */
export type Tensor = { [D in Datatype]: TensorOf<D> }[Datatype];

/** What a model declares of a tensor that it takes or gives. */
export interface TensorDeclaration {
  readonly datatype: Datatype;
  /** -1 stands for any length; in the first place for the rows of a batch. */
  readonly shape: readonly number[];
}
