import { digitSide } from '../../../src/normalise';
import { Graph } from '../onnx/graph';
import type { Weights } from './digit-network';
import type { Layer } from './layer';

/**
 * The model that is shipped: `pictures` `[n, 1, 28, 28]` to `scores` `[n, 10]` (they add up to 1), `drift` `[n]`
 * (0 a digit like those of the training … 1 nothing of the kind) and `drift_threshold` (one number).
 */
export function inferenceGraph(layers: readonly Layer[], weights: Weights, driftThreshold: number): Uint8Array {
  const graph = new Graph();
  for (const [name, { parameter, values }] of weights) graph.constant(name, parameter.shape, values);
  let tensor = graph.input('pictures', [-1, 1, digitSide, digitSide]);
  for (const layer of layers) tensor = layer.apply(graph, tensor).output;
  const slice = (from: number, to: number): string =>
    graph.node('Slice', [tensor, graph.integers([from]), graph.integers([to]), graph.integers([1])]);
  graph.output('scores', [-1, 10], graph.node('Softmax', [slice(0, 10)], { axis: 1 }));
  const doubt = graph.node('Sigmoid', [slice(10, 11)]);
  graph.output('drift', [-1], graph.node('Reshape', [doubt, graph.integers([-1])]));
  graph.output('drift_threshold', [], graph.constant('threshold', [], Float32Array.of(driftThreshold)));
  return graph.encode();
}
