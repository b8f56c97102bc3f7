import type { Layer } from './layer';

const swapped = { perm: [1, 0, 2, 3] };
const padded = { pads: [1, 1, 1, 1] };

/** A 3 × 3 convolution over `[pictures, from, side, side]` that keeps the side. */
export function convolution(name: string, from: number, to: number): Layer {
  const [weights, bias] = [`${name}_weights`, `${name}_bias`];
  return {
    parameters: {
      [weights]: { shape: [to, from, 3, 3], spread: Math.sqrt(2 / (9 * from)) },
      [bias]: { shape: [to], spread: 0 },
    },
    apply: (graph, input) => ({
      output: graph.node('Conv', [input, weights, bias], padded),
      backward: (back, gradient) => ({
        input: back.node('ConvTranspose', [gradient, weights], padded),
        parameters: {
          // Correlating the input with the gradient, channels in the place of pictures, sums over all pictures.
          [weights]: back.node(
            'Transpose',
            [
              back.node(
                'Conv',
                [back.node('Transpose', [input], swapped), back.node('Transpose', [gradient], swapped)],
                padded,
              ),
            ],
            swapped,
          ),
          [bias]: back.node('ReduceSum', [gradient, back.integers([0, 2, 3])], { keepdims: 0 }),
        },
      }),
    }),
  };
}
