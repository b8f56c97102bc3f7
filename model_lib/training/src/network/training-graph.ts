import { digitSide } from '../../../src/normalise';
import { Graph } from '../onnx/graph';
import type { TensorName } from '../onnx/graph';
import type { Applied, Layer } from './layer';

/**
 * The graph of one training step. Given pictures, targets and the weights, it answers the loss and the loss's gradient
 * by every weight (`gradient_<name>`).
 *
 * Targets: `digits` `[pictures, 10]` holds each picture's share of the step at its digit, zeros where it is no digit;
 * `other` `[pictures, 1]` is 1 for no digit; `importance` `[pictures, 1]` its share of the step for that question.
 */
export function trainingGraph(layers: readonly Layer[]): Uint8Array {
  const graph = new Graph();
  const parameters = layers.flatMap((layer) => Object.entries(layer.parameters));
  for (const [name, { shape }] of parameters) graph.input(name, shape);
  const applied: Applied[] = [];
  let tensor = graph.input('pictures', [-1, 1, digitSide, digitSide]);
  for (const layer of layers) {
    const step = layer.apply(graph, tensor);
    applied.push(step);
    tensor = step.output;
  }
  const { loss, gradient } = lossOf(graph, tensor);
  graph.output('loss', [], loss);
  const gradients = goBack(graph, applied, gradient);
  for (const [name, { shape }] of parameters) graph.output(`gradient_${name}`, shape, gradients.get(name) ?? '');
  return graph.encode();
}

function goBack(graph: Graph, applied: readonly Applied[], last: TensorName): Map<string, TensorName> {
  const gradients = new Map<string, TensorName>();
  let gradient = last;
  for (const step of applied.toReversed()) {
    const { input, parameters } = step.backward(graph, gradient);
    for (const [name, tensor] of Object.entries(parameters)) gradients.set(name, tensor);
    gradient = input;
  }
  return gradients;
}

/** Cross-entropy over the digits plus that of the question whether it is a digit; both have the simple gradient p − y. */
function lossOf(graph: Graph, logits: TensorName): { loss: TensorName; gradient: TensorName } {
  const digits = graph.input('digits', [-1, 10]);
  const other = graph.input('other', [-1, 1]);
  const importance = graph.input('importance', [-1, 1]);
  const slice = (from: number, to: number): TensorName =>
    graph.node('Slice', [logits, graph.integers([from]), graph.integers([to]), graph.integers([1])]);
  const share = graph.node('ReduceSum', [digits, graph.integers([1])], { keepdims: 1 });
  const scores = graph.node('Softmax', [slice(0, 10)], { axis: 1 });
  const doubt = graph.node('Sigmoid', [slice(10, 11)]);
  const gradient = graph.node(
    'Concat',
    [
      graph.node('Sub', [graph.node('Mul', [scores, share]), digits]),
      graph.node('Mul', [graph.node('Sub', [doubt, other]), importance]),
    ],
    { axis: 1 },
  );
  const certain = graph.node('LogSoftmax', [slice(0, 10)], { axis: 1 });
  const digitLoss = sum(graph, graph.node('Neg', [graph.node('Mul', [digits, certain])]));
  const otherLoss = graph.node('Sub', [
    graph.node('Softplus', [slice(10, 11)]),
    graph.node('Mul', [slice(10, 11), other]),
  ]);
  const loss = graph.node('Add', [digitLoss, sum(graph, graph.node('Mul', [importance, otherLoss]))]);
  return { loss, gradient };
}

function sum(graph: Graph, tensor: TensorName): TensorName {
  return graph.node('ReduceSum', [tensor], { keepdims: 0 });
}
