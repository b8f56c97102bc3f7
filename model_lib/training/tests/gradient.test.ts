import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { digitSide } from '../../src/normalise';
import { digitLayers, firstWeights } from '../src/network/digit-network';
import type { Weights } from '../src/network/digit-network';
import { gradientsOf, sessionOptions } from '../src/network/trainer';
import type { Feeds } from '../src/network/trainer';
import { trainingGraph } from '../src/network/training-graph';
import { Random } from '../src/random';

const count = 4;
const nudge = 0.01;

test('every gradient agrees with the change of the loss when a weight is nudged along it', async () => {
  const layers = digitLayers();
  const random = new Random(5);
  const weights = firstWeights(layers, random);
  const session = await InferenceSession.create(trainingGraph(layers), sessionOptions);
  const batch = randomBatch(random);
  const { gradients } = await gradientsOf(session, weights, batch);
  for (const [name, gradient] of gradients) {
    const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
    assert.ok(length > 0, `${name} has no gradient`);
    const lossAt = async (step: number): Promise<number> =>
      (await gradientsOf(session, moved(weights, name, gradient, step / length), batch)).loss;
    const measured = ((await lossAt(nudge)) - (await lossAt(-nudge))) / (2 * nudge);
    assert.ok(Math.abs(measured - length) < 0.03 * length + 2e-3, `${name}: measured ${measured}, computed ${length}`);
  }
});

function moved(weights: Weights, name: string, gradient: Float32Array, step: number): Weights {
  return new Map(
    [...weights].map(([own, { parameter, values }]) => {
      const shifted = own === name ? values.map((value, at) => value + step * (gradient[at] ?? 0)) : values;
      return [own, { parameter, values: shifted }];
    }),
  );
}

/** Two digits and two others, of random pixels. */
function randomBatch(random: Random): Feeds {
  const pictures = new Float32Array(count * digitSide * digitSide).map(() => random.next());
  const digits = new Float32Array(count * 10);
  digits[3] = 1 / count;
  digits[17] = 1 / count;
  return {
    pictures: new Tensor('float32', pictures, [count, 1, digitSide, digitSide]),
    digits: new Tensor('float32', digits, [count, 10]),
    other: new Tensor('float32', Float32Array.of(0, 0, 1, 1), [count, 1]),
    importance: new Tensor('float32', new Float32Array(count).fill(1 / count), [count, 1]),
  };
}
