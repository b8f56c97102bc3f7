import type { Datatype } from '../../src/contract';
import { encodeOnnxModel, type ElementType, type GraphValue } from './onnx-model';

/** The datatypes that onnxruntime has, by its names. */
export const ONNX_TYPES: Readonly<Record<Exclude<Datatype, 'BF16'>, ElementType>> = {
  BOOL: 'BOOL',
  UINT8: 'UINT8',
  UINT16: 'UINT16',
  UINT32: 'UINT32',
  UINT64: 'UINT64',
  INT8: 'INT8',
  INT16: 'INT16',
  INT32: 'INT32',
  INT64: 'INT64',
  FP16: 'FLOAT16',
  FP32: 'FLOAT',
  FP64: 'DOUBLE',
  BYTES: 'STRING',
};

/** A graph that gives back `x` as `y`. */
export function echoModel(type: ElementType, shape: GraphValue['shape']): Uint8Array {
  return encodeOnnxModel({
    inputs: [{ name: 'x', type, shape }],
    outputs: [{ name: 'y', type, shape }],
    nodes: [{ operator: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });
}
