import type { Datatype } from '../../contract';

/** The element types of onnxruntime-node that have a datatype, by its own names. */
const DATATYPES: ReadonlyMap<string, Datatype> = new Map([
  ['bool', 'BOOL'],
  ['uint8', 'UINT8'],
  ['uint16', 'UINT16'],
  ['uint32', 'UINT32'],
  ['uint64', 'UINT64'],
  ['int8', 'INT8'],
  ['int16', 'INT16'],
  ['int32', 'INT32'],
  ['int64', 'INT64'],
  ['float16', 'FP16'],
  ['float32', 'FP32'],
  ['float64', 'FP64'],
  ['string', 'BYTES'],
]);

/** @returns undefined when the server has no such tensors */
export function datatypeOf(elementType: string): Datatype | undefined {
  return DATATYPES.get(elementType);
}

/** What onnxruntime-node calls the types that its API gives as numbers of onnx.proto3, for a message. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  '14': 'complex64',
  '15': 'complex128',
  '16': 'bfloat16',
  '17': 'float8e4m3fn',
  '18': 'float8e4m3fnuz',
  '19': 'float8e5m2',
  '20': 'float8e5m2fnuz',
  '23': 'float4e2m1',
};

/** The name of an element type that onnxruntime-node refused with its number. */
export function nameOfElementType(code: string): string {
  return UNSUPPORTED[code] ?? `number ${code}`;
}
