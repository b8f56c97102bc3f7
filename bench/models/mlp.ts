import { encodeOnnxModel, rawData, type GraphNode, type Initializer } from '../../grpc_model/tests/support/onnx-model';
import { INPUT, OUTPUT, type BenchModel } from './bench-model';
import { RandomWeights } from './random-weights';

const WIDTHS = [64, 128, 10];

/**
 * 64 → 128 → 10 for batches of any size: about 12 µs alone.
 *
 * @param seed another one gives other weights
 */
export function mlp(name = 'mlp', seed = 1): BenchModel {
  const random = new RandomWeights(seed);
  const initializers: Initializer[] = [];
  const nodes: GraphNode[] = [];
  let value = INPUT;
  for (let layer = 1; layer < WIDTHS.length; layer++) {
    const [rows, columns] = [WIDTHS[layer - 1]!, WIDTHS[layer]!];
    const isLast = layer === WIDTHS.length - 1;
    const weights = rawData(random.take(rows * columns, rows));
    const bias = rawData(random.take(columns, rows));
    initializers.push({ name: `weights${layer}`, type: 'FLOAT', shape: [rows, columns], data: weights });
    initializers.push({ name: `bias${layer}`, type: 'FLOAT', shape: [columns], data: bias });
    const sum = isLast ? OUTPUT : `sum${layer}`;
    nodes.push({ operator: 'Gemm', inputs: [value, `weights${layer}`, `bias${layer}`], outputs: [sum] });
    value = `active${layer}`;
    if (!isLast) nodes.push({ operator: 'Relu', inputs: [sum], outputs: [value] });
  }
  const onnx = encodeOnnxModel({
    inputs: [{ name: INPUT, type: 'FLOAT', shape: ['N', WIDTHS[0]!] }],
    outputs: [{ name: OUTPUT, type: 'FLOAT', shape: ['N', WIDTHS.at(-1)!] }],
    nodes,
    initializers,
  });
  return { name, onnx, shape: [1, WIDTHS[0]!] };
}
