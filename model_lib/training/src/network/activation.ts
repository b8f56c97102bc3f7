import type { Layer } from './layer';

/** Negative values become zero. */
export function rectifier(): Layer {
  return {
    parameters: {},
    apply: (graph, input) => {
      const output = graph.node('Relu', [input]);
      return {
        output,
        backward: (back, gradient) => ({
          input: back.node('Mul', [gradient, back.node('Sign', [output])]),
          parameters: {},
        }),
      };
    },
  };
}
