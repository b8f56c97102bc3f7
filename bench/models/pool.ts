import { encodeOnnxModel } from '../../grpc_model/tests/support/onnx-model';
import { INPUT, OUTPUT, type BenchModel } from './bench-model';

const SHAPE = [1, 3, 224, 224];

/** The averages of a picture's channels: as much to read as for a CNN, and next to nothing to compute. */
export function pool(name = 'pool'): BenchModel {
  const onnx = encodeOnnxModel({
    inputs: [{ name: INPUT, type: 'FLOAT', shape: SHAPE }],
    outputs: [{ name: OUTPUT, type: 'FLOAT', shape: [1, SHAPE[1]!] }],
    nodes: [
      { operator: 'GlobalAveragePool', inputs: [INPUT], outputs: ['pooled'] },
      { operator: 'Flatten', inputs: ['pooled'], outputs: [OUTPUT] },
    ],
    initializers: [],
  });
  return { name, onnx, shape: SHAPE };
}
