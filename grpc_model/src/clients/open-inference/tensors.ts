import { types } from 'node:util';
import { DATATYPES, tensorBytes, type Datatype, type Tensor } from '../../contract';
import { ServingError } from '../../core/errors';
import { findTensorProblem, toTensor } from '../../core/tensor';
import type { InferInput, InferOutput } from '../../protocols/open-inference/infer-message';
import { NO_PARAMETERS } from '../../protocols/open-inference/infer-message';

/** Elements whose class tells their datatype: a `Float32Array` is FP32, a `Uint8Array` UINT8. */
export type NumberArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** The elements of a BYTES tensor; texts are sent as UTF-8. */
export type BytesElements = readonly (string | Uint8Array)[];

/** Elements with a shape, whose class tells the datatype. */
export interface ShapedElements {
  readonly datatype?: undefined;
  readonly shape: readonly number[];
  readonly data: NumberArray | BytesElements;
}

/** Texts and bytes with a shape. */
export interface BytesTensor {
  readonly datatype: 'BYTES';
  readonly shape: readonly number[];
  readonly data: BytesElements;
}

/** One input of a call. Elements without a shape are a tensor of one dimension. */
export type InputValue = Tensor | ShapedElements | BytesTensor | NumberArray | BytesElements;

/** By the name of the class: FP16, BF16 and BOOL share theirs with others, and are named by whoever means them. */
const DATATYPE_OF_CLASS: Readonly<Record<string, Datatype>> = {
  Uint8Array: 'UINT8',
  Uint16Array: 'UINT16',
  Uint32Array: 'UINT32',
  BigUint64Array: 'UINT64',
  Int8Array: 'INT8',
  Int16Array: 'INT16',
  Int32Array: 'INT32',
  BigInt64Array: 'INT64',
  Float32Array: 'FP32',
  Float64Array: 'FP64',
};

/**
 * An input as it travels. Numbers share the memory of the value.
 *
 * @throws ServingError `invalid-argument` when its elements are not as many as its shape says, or of no class that is known
 */
export function toInferInput(name: string, value: InputValue): InferInput {
  const { datatype, shape, bytes } = flattened(name, value);
  const problem = findTensorProblem({ kind: 'tensor', datatype, shape, bytes });
  if (problem !== undefined) throw new ServingError('invalid-argument', `The input '${name}' ${problem}.`);
  return { name, datatype, shape, parameters: NO_PARAMETERS, bytes };
}

/**
 * An output as the contract has tensors: typed arrays over the answer's memory, or over a copy where it is not aligned.
 *
 * @throws ServingError `internal` when its elements are not as many as its shape says
 */
export function toOutputTensor({ name, datatype, shape, bytes }: InferOutput): Tensor {
  if (bytes === undefined) throw brokenOutput(name, 'has no elements');
  const part = { kind: 'tensor', datatype, shape, bytes } as const;
  const problem = findTensorProblem(part);
  if (problem !== undefined) throw brokenOutput(name, problem);
  return toTensor(part);
}

/** @throws ServingError `internal` for a text that names none */
export function readDatatype(output: string, text: string): Datatype {
  const found = DATATYPES.find((each) => each === text);
  if (found !== undefined) return found;
  throw new ServingError(
    'internal',
    `The server's output '${output}' has the datatype '${text}'; expected one of ${DATATYPES.join(', ')}.`,
  );
}

function brokenOutput(name: string, problem: string): ServingError {
  return new ServingError('internal', `The server's output '${name}' ${problem}.`);
}

interface Flattened {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

function flattened(name: string, value: InputValue): Flattened {
  if (isElements(value)) return flattenElements(name, value, [value.length]);
  if (value.datatype === undefined) return flattenElements(name, value.data, value.shape);
  const { datatype, shape } = value;
  if (value.datatype === 'BYTES') return { datatype, shape, bytes: bytesOf(value.data) };
  return { datatype, shape, bytes: tensorBytes(value) };
}

function isElements(value: InputValue): value is NumberArray | BytesElements {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function flattenElements(name: string, data: NumberArray | BytesElements, shape: readonly number[]): Flattened {
  if (!types.isTypedArray(data)) return { datatype: 'BYTES', shape, bytes: bytesOf(data) };
  // A Buffer is a Uint8Array.
  const className = data[Symbol.toStringTag];
  const datatype = DATATYPE_OF_CLASS[className];
  if (datatype === undefined) {
    throw new ServingError(
      'invalid-argument',
      `The input '${name}' is a ${className}, which is of no datatype; expected one of ${Object.keys(DATATYPE_OF_CLASS).join(', ')}.`,
    );
  }
  return { datatype, shape, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function bytesOf(elements: BytesElements): Uint8Array {
  const data = elements.map((each) => (typeof each === 'string' ? Buffer.from(each) : each));
  return tensorBytes({ datatype: 'BYTES', shape: [data.length], data });
}
