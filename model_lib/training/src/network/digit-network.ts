import { rectifier } from './activation';
import { convolution } from './convolution';
import { dense, flatten } from './dense';
import type { Layer, Parameter } from './layer';
import { pooling } from './pooling';
import type { Random } from '../random';

/** Ten digits, and how much the drawing looks like no digit at all. */
export const outputCount = 11;

/** Weights by name. */
export type Weights = ReadonlyMap<string, { readonly parameter: Parameter; readonly values: Float32Array }>;

/** From `[pictures, 1, 28, 28]` to `[pictures, 11]` (logits). */
export function digitLayers(): Layer[] {
  return [
    convolution('conv1', 1, 16),
    rectifier(),
    pooling(),
    convolution('conv2', 16, 32),
    rectifier(),
    pooling(),
    convolution('conv3', 32, 48),
    rectifier(),
    flatten([48, 7, 7]),
    dense('dense1', 48 * 7 * 7, 64),
    rectifier(),
    dense('dense2', 64, outputCount),
  ];
}

/** First values for all weights. */
export function firstWeights(layers: readonly Layer[], random: Random): Weights {
  const parameters = layers.flatMap((layer) => Object.entries(layer.parameters));
  return new Map(
    parameters.map(([name, parameter]) => {
      const size = parameter.shape.reduce((product, side) => product * side, 1);
      const values = new Float32Array(size).map(() => (parameter.spread === 0 ? 0 : random.normal(parameter.spread)));
      return [name, { parameter, values }];
    }),
  );
}
