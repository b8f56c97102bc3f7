import { onnx } from 'onnx-proto';
import type { Graph, TensorName } from '../onnx/graph';
import type { Layer } from './layer';

const nearest = { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' };

/** The largest value of every 2 × 2 square: halves the side. */
export function pooling(): Layer {
  return {
    parameters: {},
    apply: (graph, input) => {
      const output = graph.node('MaxPool', [input], { kernel_shape: [2, 2], strides: [2, 2] });
      return {
        output,
        backward: (back, gradient) => {
          const isLargest = back.node('Equal', [input, enlarge(back, output)]);
          const share = back.node('Cast', [isLargest], { to: onnx.TensorProto.DataType.FLOAT });
          return { input: back.node('Mul', [share, enlarge(back, gradient)]), parameters: {} };
        },
      };
    },
  };
}

function enlarge(graph: Graph, tensor: TensorName): TensorName {
  const scales = graph.constant(`scales_of_${tensor}`, [4], Float32Array.of(1, 1, 2, 2));
  return graph.node('Resize', [tensor, '', scales], nearest);
}
