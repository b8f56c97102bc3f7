import type { Graph, Shape, TensorName } from '../onnx/graph';

/** One step of the network that writes its own forward and backward operators into a graph. */
export interface Layer {
  /** Shapes of the weights by name, with the spread of their first values. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Writes the forward operators; returns the output and the way back. */
  apply(graph: Graph, input: TensorName): Applied;
}

export interface Parameter {
  readonly shape: Shape;
  /** Standard deviation of the first values; 0 starts at zero. */
  readonly spread: number;
}

export interface Applied {
  readonly output: TensorName;
  /** Writes the backward operators for the gradient of the output. */
  backward(graph: Graph, gradient: TensorName): Gradients;
}

export interface Gradients {
  /** Of the loss by the layer's input. */
  readonly input: TensorName;
  /** Of the loss by the layer's weights. */
  readonly parameters: Readonly<Record<string, TensorName>>;
}
