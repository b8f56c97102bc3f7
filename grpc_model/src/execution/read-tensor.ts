import { DATATYPES, type Datatype, type Tensor } from '../contract';
import type { TensorPart } from '../core/request';
import { findTensorProblem, toTensorPart, type TensorReading } from '../core/tensor';

/** The names of the arrays that hold each datatype's elements; BYTES have a list. */
const ARRAYS: Readonly<Record<Exclude<Datatype, 'BYTES'>, readonly string[]>> = {
  BOOL: ['Uint8Array'],
  UINT8: ['Uint8Array'],
  UINT16: ['Uint16Array'],
  UINT32: ['Uint32Array'],
  UINT64: ['BigUint64Array'],
  INT8: ['Int8Array'],
  INT16: ['Int16Array'],
  INT32: ['Int32Array'],
  INT64: ['BigInt64Array'],
  FP16: ['Uint16Array', 'Float16Array'],
  BF16: ['Uint16Array'],
  FP32: ['Float32Array'],
  FP64: ['Float64Array'],
};

/** Whether what an author returned is meant as a tensor. */
export function looksLikeTensor(value: unknown): value is { readonly datatype: unknown } {
  return typeof value === 'object' && value !== null && 'datatype' in value;
}

/** The tensor that an author returned, whatever it is in truth. */
export function readTensor(value: { readonly datatype: unknown }): TensorReading {
  const problem = findShapeOfTensorProblem(value);
  if (problem !== undefined) return { problem };
  // Every field has been looked at.
  const part: TensorPart = toTensorPart(value as Tensor);
  const mismatch = findTensorProblem(part);
  return mismatch === undefined ? { part } : { problem: mismatch };
}

function findShapeOfTensorProblem(value: object): string | undefined {
  const { datatype, shape, data } = value as Readonly<Record<'datatype' | 'shape' | 'data', unknown>>;
  const known = DATATYPES.find((each) => each === datatype);
  if (known === undefined) return `has the datatype ${String(datatype)}; expected one of ${DATATYPES.join(', ')}`;
  if (!Array.isArray(shape) || !shape.every((length) => typeof length === 'number'))
    return 'has no shape; expected a list of numbers';
  if (known === 'BYTES') {
    const isList = Array.isArray(data) && data.every((each) => each instanceof Uint8Array);
    return isList ? undefined : 'has the datatype BYTES; expected data that are a list of Uint8Array';
  }
  const expected = ARRAYS[known];
  return ArrayBuffer.isView(data) && expected.some((name) => isOfType(data, name))
    ? undefined
    : `has the datatype ${known}; expected data that are a ${expected[0]!}`;
}

/** A Buffer is a Uint8Array, and says so. */
function isOfType(data: object, name: string): boolean {
  return Object.prototype.toString.call(data) === `[object ${name}]`;
}
