import { Tensor as OrtTensor } from 'onnxruntime-node';
import { InvalidInputError, type Datatype, type Tensor } from '../../../src/contract';

/** By name. */
export type Tensors = Readonly<Record<string, Tensor>>;

interface ElementType {
  /** What onnxruntime calls it. */
  readonly ort: OrtTensor.Type;
  /** A tensor over bytes, which begin at a multiple of an element's size. */
  readonly view: (shape: readonly number[], bytes: Uint8Array) => Tensor;
}

/** The element types of this graph's inputs and outputs. */
const TYPES: Partial<Record<Datatype, ElementType>> = {
  // #if BOOL
  BOOL: {
    ort: 'bool',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'BOOL',
      shape,
      data: new Uint8Array(buffer, byteOffset, byteLength),
    }),
  },
  // #endif
  // #if UINT8
  UINT8: {
    ort: 'uint8',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'UINT8',
      shape,
      data: new Uint8Array(buffer, byteOffset, byteLength),
    }),
  },
  // #endif
  // #if UINT16
  UINT16: {
    ort: 'uint16',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'UINT16',
      shape,
      data: new Uint16Array(buffer, byteOffset, byteLength / 2),
    }),
  },
  // #endif
  // #if UINT32
  UINT32: {
    ort: 'uint32',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'UINT32',
      shape,
      data: new Uint32Array(buffer, byteOffset, byteLength / 4),
    }),
  },
  // #endif
  // #if UINT64
  UINT64: {
    ort: 'uint64',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'UINT64',
      shape,
      data: new BigUint64Array(buffer, byteOffset, byteLength / 8),
    }),
  },
  // #endif
  // #if INT8
  INT8: {
    ort: 'int8',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'INT8',
      shape,
      data: new Int8Array(buffer, byteOffset, byteLength),
    }),
  },
  // #endif
  // #if INT16
  INT16: {
    ort: 'int16',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'INT16',
      shape,
      data: new Int16Array(buffer, byteOffset, byteLength / 2),
    }),
  },
  // #endif
  // #if INT32
  INT32: {
    ort: 'int32',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'INT32',
      shape,
      data: new Int32Array(buffer, byteOffset, byteLength / 4),
    }),
  },
  // #endif
  // #if INT64
  INT64: {
    ort: 'int64',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'INT64',
      shape,
      data: new BigInt64Array(buffer, byteOffset, byteLength / 8),
    }),
  },
  // #endif
  // #if FP16
  FP16: {
    ort: 'float16',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'FP16',
      shape,
      data: new Uint16Array(buffer, byteOffset, byteLength / 2),
    }),
  },
  // #endif
  // #if FP32
  FP32: {
    ort: 'float32',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'FP32',
      shape,
      data: new Float32Array(buffer, byteOffset, byteLength / 4),
    }),
  },
  // #endif
  // #if FP64
  FP64: {
    ort: 'float64',
    view: (shape, { buffer, byteOffset, byteLength }) => ({
      datatype: 'FP64',
      shape,
      data: new Float64Array(buffer, byteOffset, byteLength / 8),
    }),
  },
  // #endif
};

/** @throws InvalidInputError when the graph has no such inputs */
export function toOrt(name: string, tensor: Tensor): OrtTensor {
  const { datatype, shape, data } = tensor;
  // #if BYTES
  if (datatype === 'BYTES') {
    const texts = tensor.data.map((each) => textOf(name, each));
    return new OrtTensor('string', texts, shape);
  }
  // #endif
  const type = TYPES[datatype];
  if (type === undefined || !ArrayBuffer.isView(data))
    throw new InvalidInputError(`The input "${name}" is ${datatype}, which the model does not take.`);
  const made = new OrtTensor(type.ort, data, shape);
  // #if FP16
  // Where Node has half-precision arrays, onnxruntime-node 1.30 takes one for empty; bit patterns it always takes.
  if (datatype === 'FP16') Object.defineProperty(made, 'data', { value: data });
  // #endif
  return made;
}

export function fromOrt(name: string, { type, data, dims }: OrtTensor): Tensor {
  // #if BYTES
  if (Array.isArray(data)) return { datatype: 'BYTES', shape: dims, data: data.map((text) => Buffer.from(text)) };
  // #endif
  const known = Object.values(TYPES).find(({ ort }) => ort === type);
  if (known === undefined || Array.isArray(data)) throw new Error(`The output "${name}" has elements of ${type}.`);
  return known.view(dims, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** A tensor over bytes, which begin at a multiple of an element's size. */
export function tensorOver(datatype: Datatype, shape: readonly number[], bytes: Uint8Array): Tensor {
  const type = TYPES[datatype];
  if (type === undefined) throw new Error(`The model has no tensors of ${datatype}.`);
  return type.view(shape, bytes);
}
// #if BYTES

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(name: string, element: Uint8Array): string {
  // onnxruntime-node would cut the text off there.
  if (element.includes(0)) throw new InvalidInputError(`A text in the input "${name}" has a zero byte in it.`);
  try {
    return utf8.decode(element);
  } catch (cause) {
    throw new InvalidInputError(`An element of the input "${name}" is not UTF-8 text.`, { cause });
  }
}
// #endif
