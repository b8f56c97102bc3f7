import { tensorBytes, type Datatype, type Tensor, type TensorOf } from '../contract';
import type { TensorPart } from './request';
import { countElements, splitElements } from './tensor-elements';
import { describeTensor, ELEMENT_BYTES, elementCount } from './tensor-shape';

/** A tensor that was read from what somebody sent, or why it could not be. */
export type TensorReading = { readonly part: TensorPart } | { readonly problem: string };

interface View<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

const READ: { readonly [D in Datatype]: (shape: readonly number[], bytes: Uint8Array) => TensorOf<D> } = {
  BOOL: (shape, data) => ({ datatype: 'BOOL', shape, data }),
  UINT8: (shape, data) => ({ datatype: 'UINT8', shape, data }),
  UINT16: (shape, bytes) => ({ datatype: 'UINT16', shape, data: viewed(Uint16Array, bytes) }),
  UINT32: (shape, bytes) => ({ datatype: 'UINT32', shape, data: viewed(Uint32Array, bytes) }),
  UINT64: (shape, bytes) => ({ datatype: 'UINT64', shape, data: viewed(BigUint64Array, bytes) }),
  INT8: (shape, bytes) => ({ datatype: 'INT8', shape, data: viewed(Int8Array, bytes) }),
  INT16: (shape, bytes) => ({ datatype: 'INT16', shape, data: viewed(Int16Array, bytes) }),
  INT32: (shape, bytes) => ({ datatype: 'INT32', shape, data: viewed(Int32Array, bytes) }),
  INT64: (shape, bytes) => ({ datatype: 'INT64', shape, data: viewed(BigInt64Array, bytes) }),
  FP16: (shape, bytes) => ({ datatype: 'FP16', shape, data: viewed(Uint16Array, bytes) }),
  BF16: (shape, bytes) => ({ datatype: 'BF16', shape, data: viewed(Uint16Array, bytes) }),
  FP32: (shape, bytes) => ({ datatype: 'FP32', shape, data: viewed(Float32Array, bytes) }),
  FP64: (shape, bytes) => ({ datatype: 'FP64', shape, data: viewed(Float64Array, bytes) }),
  BYTES: (shape, bytes) => ({ datatype: 'BYTES', shape, data: splitElements(bytes) }),
};

/** A checked part as a wrapper sees it: typed arrays over the same memory, or over one copy where it is not aligned. */
export function toTensor({ datatype, shape, bytes }: TensorPart): Tensor {
  return READ[datatype](shape, bytes);
}

/** A tensor as it travels. Its part shares the memory, but for BYTES. */
export function toTensorPart(tensor: Tensor): TensorPart {
  return { kind: 'tensor', datatype: tensor.datatype, shape: tensor.shape, bytes: tensorBytes(tensor) };
}

/** @returns what is wrong with the part's own shape and bytes, as the end of a sentence; undefined when nothing is */
export function findTensorProblem({ datatype, shape, bytes }: TensorPart): string | undefined {
  const count = elementCount(shape);
  const described = () => describeTensor(datatype, shape);
  if (count === undefined) return `has the shape of ${described()}; expected whole numbers from 0, and fewer elements`;
  if (datatype === 'BYTES') {
    const found = countElements(bytes);
    if (found === count) return undefined;
    const what = found === undefined ? 'an element that is cut off' : `${found} elements`;
    return `has ${what}; expected ${count}, each after its length in 32 bits, for ${described()}`;
  }
  const expected = count * ELEMENT_BYTES[datatype];
  if (bytes.byteLength !== expected) return `has ${bytes.byteLength} bytes; expected ${expected} for ${described()}`;
  const other = datatype === 'BOOL' ? bytes.find((byte) => byte > 1) : undefined;
  return other === undefined ? undefined : `has the byte ${other} in ${described()}; expected 0 or 1`;
}

function viewed<T>(type: View<T>, bytes: Uint8Array): T {
  const length = bytes.byteLength / type.BYTES_PER_ELEMENT;
  if (bytes.byteOffset % type.BYTES_PER_ELEMENT === 0) return new type(bytes.buffer, bytes.byteOffset, length);
  // A Buffer's own slice would share the memory.
  const copy = new Uint8Array(bytes);
  return new type(copy.buffer, 0, length);
}
