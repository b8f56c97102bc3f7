import type { Layer } from './layer';

/** Every output is a weighted sum of all inputs: `[pictures, from]` to `[pictures, to]`. */
export function dense(name: string, from: number, to: number): Layer {
  const [weights, bias] = [`${name}_weights`, `${name}_bias`];
  return {
    parameters: {
      [weights]: { shape: [from, to], spread: Math.sqrt(2 / from) },
      [bias]: { shape: [to], spread: 0 },
    },
    apply: (graph, input) => ({
      output: graph.node('Gemm', [input, weights, bias]),
      backward: (back, gradient) => ({
        input: back.node('Gemm', [gradient, weights], { transB: 1 }),
        parameters: {
          [weights]: back.node('Gemm', [input, gradient], { transA: 1 }),
          [bias]: back.node('ReduceSum', [gradient, back.integers([0])], { keepdims: 0 }),
        },
      }),
    }),
  };
}

/** Lays `[pictures, ...shape]` out in one row per picture. */
export function flatten(shape: readonly number[]): Layer {
  const size = shape.reduce((product, side) => product * side, 1);
  return {
    parameters: {},
    apply: (graph, input) => ({
      output: graph.node('Reshape', [input, graph.integers([-1, size])]),
      backward: (back, gradient) => ({
        input: back.node('Reshape', [gradient, back.integers([-1, ...shape])]),
        parameters: {},
      }),
    }),
  };
}
