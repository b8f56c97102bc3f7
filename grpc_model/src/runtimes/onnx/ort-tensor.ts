import { Tensor as OrtTensor } from 'onnxruntime-node';
import { InvalidInputError, type Tensor, type TensorOf } from '../../contract';
import { toTensor } from '../../core/tensor';
import { datatypeOf } from './element-types';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const ELEMENT_TYPES = {
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP32: 'float32',
  FP64: 'float64',
} as const;

/**
 * A tensor as onnxruntime takes it. The elements are shared, but for texts.
 *
 * @throws InvalidInputError when a text is none
 */
export function toOrtTensor(name: string, tensor: Tensor): OrtTensor {
  const { shape } = tensor;
  switch (tensor.datatype) {
    case 'BYTES':
      return new OrtTensor('string', toTexts(name, tensor), shape);
    case 'BOOL':
      return new OrtTensor('bool', tensor.data, shape);
    case 'FP16':
      return halfPrecision(tensor);
    case 'BF16':
      throw new InvalidInputError(`The input "${name}" is BF16, which onnxruntime-node does not take.`);
    default:
      return new OrtTensor(ELEMENT_TYPES[tensor.datatype], tensor.data, shape);
  }
}

/** What onnxruntime gave, in the server's terms. The elements are shared, but for texts. */
export function fromOrtTensor(name: string, given: OrtTensor): Tensor {
  const { type, data, dims: shape } = given;
  const datatype = datatypeOf(type);
  if (datatype === undefined) throw new Error(`The output "${name}" has elements of the type ${type}.`);
  if (Array.isArray(data)) return { datatype: 'BYTES', shape, data: data.map((text) => Buffer.from(text)) };
  // Half-precision elements come as another array, depending on the version of Node.
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return toTensor({ kind: 'tensor', datatype, shape, bytes });
}

/**
 * Where Node has half-precision arrays, onnxruntime-common puts one in the place of the bit patterns, and
 * onnxruntime-node 1.30 takes it for an empty one (microsoft/onnxruntime#32323). Bit patterns it always takes.
 */
function halfPrecision({ data, shape }: TensorOf<'FP16'>): OrtTensor {
  return Object.defineProperty(new OrtTensor('float16', data, shape), 'data', { value: data });
}

function toTexts(name: string, { data }: TensorOf<'BYTES'>): string[] {
  return data.map((element) => {
    // onnxruntime-node would cut the text off there.
    if (element.includes(0)) throw new InvalidInputError(`A text in the input "${name}" has a zero byte in it.`);
    try {
      return utf8.decode(element);
    } catch (cause) {
      throw new InvalidInputError(`An element of the input "${name}" is not UTF-8 text.`, { cause });
    }
  });
}
