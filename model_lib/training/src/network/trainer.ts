import { InferenceSession, Tensor } from 'onnxruntime-node';
import { digitSide } from '../../../src/normalise';
import { augment } from '../augment';
import { pictureSize } from '../data-set';
import type { DataSet } from '../data-set';
import type { Random } from '../random';
import { Adam } from './adam';
import type { Weights } from './digit-network';
import type { Layer } from './layer';
import { trainingGraph } from './training-graph';

/** How long and how boldly to train. */
export interface Schedule {
  readonly steps: number;
  readonly batchSize: number;
  /** The largest step; it rises in the first twentieth and then falls to nothing along a cosine. */
  readonly rate: number;
}

/** One thread: the same sums in the same order every time. */
export const sessionOptions: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1 };

/** Trains the weights in place, and reports the mean loss now and then. */
export async function train(
  layers: readonly Layer[],
  weights: Weights,
  data: DataSet,
  schedule: Schedule,
  random: Random,
  report: (step: number, loss: number) => void,
): Promise<void> {
  const session = await InferenceSession.create(trainingGraph(layers), sessionOptions);
  const adam = new Adam(0.01);
  let sum = 0;
  for (let step = 1; step <= schedule.steps; step++) {
    const { loss, gradients } = await gradientsOf(session, weights, drawBatch(data, schedule.batchSize, random));
    adam.step(weights, gradients, rateAt(step, schedule));
    sum += loss;
    if (step % 200 === 0) report(step, sum / 200);
    if (step % 200 === 0) sum = 0;
  }
  await session.release();
}

function rateAt(step: number, { steps, rate }: Schedule): number {
  const warmUp = Math.min(1, (20 * step) / steps);
  return rate * warmUp * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
}

/** What one step of the {@link trainingGraph} is fed with. */
export type Feeds = Record<string, Tensor>;

function drawBatch(data: DataSet, size: number, random: Random): Feeds {
  const pictures = new Float32Array(size * pictureSize);
  const digits = new Float32Array(size * 10);
  const other = new Float32Array(size);
  for (let slot = 0; slot < size; slot++) {
    const index = random.integer(0, data.size - 1);
    augment(data.pixels, index, pictures, slot, random);
    const label = data.labels[index] ?? -1;
    if (label < 0) other[slot] = 1;
    else digits[slot * 10 + label] = 1 / size;
  }
  return {
    pictures: new Tensor('float32', pictures, [size, 1, digitSide, digitSide]),
    digits: new Tensor('float32', digits, [size, 10]),
    other: new Tensor('float32', other, [size, 1]),
    importance: new Tensor('float32', new Float32Array(size).fill(1 / size), [size, 1]),
  };
}

/** The loss of a batch and its gradient by every weight. */
export async function gradientsOf(
  session: InferenceSession,
  weights: Weights,
  batch: Feeds,
): Promise<{ loss: number; gradients: Map<string, Float32Array> }> {
  const feeds: Feeds = { ...batch };
  for (const [name, { parameter, values }] of weights) feeds[name] = new Tensor('float32', values, parameter.shape);
  const answers = await session.run(feeds);
  const gradients = new Map<string, Float32Array>();
  for (const name of weights.keys()) gradients.set(name, floatsOf(answers[`gradient_${name}`]));
  return { loss: floatsOf(answers['loss'])[0] ?? NaN, gradients };
}

/** The values of an answer, which must be single-precision numbers. */
export function floatsOf(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError('The graph did not answer a float tensor.');
  return tensor.data;
}
