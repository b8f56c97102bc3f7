import { InferenceSession, Tensor } from 'onnxruntime-node';
import { digitSide } from '../../src/normalise';
import { pictureSize } from './data-set';
import type { DataSet } from './data-set';
import { floatsOf, sessionOptions } from './network/trainer';

/** What a model answers for a data set. */
export interface Answers {
  /** The most likely digit of every picture. */
  readonly digits: readonly number[];
  /** How far every picture is from a digit, 0 to 1. */
  readonly drift: readonly number[];
}

const batchSize = 250;

/** Runs an ONNX model over a data set. */
export async function answer(model: Uint8Array, data: DataSet): Promise<Answers> {
  const session = await InferenceSession.create(model, sessionOptions);
  const digits: number[] = [];
  const drift: number[] = [];
  for (let start = 0; start < data.size; start += batchSize) {
    const count = Math.min(batchSize, data.size - start);
    const pixels = data.pixels.subarray(start * pictureSize, (start + count) * pictureSize);
    const pictures = new Tensor(
      'float32',
      Float32Array.from(pixels, (each) => each / 255),
      [count, 1, digitSide, digitSide],
    );
    const { scores, drift: distances } = await session.run({ pictures });
    digits.push(...largest(floatsOf(scores), count));
    drift.push(...floatsOf(distances));
  }
  await session.release();
  return { digits, drift };
}

function largest(scores: Float32Array, count: number): number[] {
  return Array.from({ length: count }, (_, picture) => {
    const own = scores.subarray(picture * 10, picture * 10 + 10);
    return own.indexOf(Math.max(...own));
  });
}

/** How often each digit (row) was taken for each digit (column). */
export function confusion(data: DataSet, { digits }: Answers): number[][] {
  const table = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  digits.forEach((digit, at) => {
    const row = table[data.labels[at] ?? -1];
    if (row !== undefined) row[digit] = (row[digit] ?? 0) + 1;
  });
  return table;
}

/** The share of right answers, 0 to 1. */
export function accuracy(data: DataSet, { digits }: Answers): number {
  return digits.filter((digit, at) => digit === data.labels[at]).length / data.size;
}

/** The share of chosen pictures whose drift is over the threshold, 0 to 1. */
export function shareOver(
  threshold: number,
  { drift }: Answers,
  isChosen: (index: number) => boolean = () => true,
): number {
  const chosen = drift.filter((_, at) => isChosen(at));
  return chosen.filter((distance) => distance > threshold).length / chosen.length;
}

/** The value that a share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
