import type { GreyPicture } from './grey-picture';

/** How bright the paper is at every place of a picture, and how much it flickers. */
export interface Background {
  /** Brightness at a pixel, 0 to 255. */
  at(x: number, y: number): number;
  /** Standard deviation of the paper around that brightness, in grey levels. */
  readonly noise: number;
}

const termCount = 6;
const samplesPerSide = 24;
const rounds = 5;
/** A flat, noiseless drawing still has rounding and JPEG ripple. */
const leastNoise = 1.5;
/** What differs more is no paper. */
const mostNoise = 25;
/** A digit leaves more than this share of its picture free. */
const mostInk = 0.6;
/** Grey levels from the paper that no shade of it explains. */
const clearlyInk = 40;

interface Samples {
  /** The six terms of the surface at each sample, one sample after the other. */
  readonly terms: Float64Array;
  readonly values: Float64Array;
  readonly onBorder: Uint8Array;
}

/**
 * Fits a curved surface to the paper: a constant, a slope and a bend in both directions. The ink is told from the
 * paper by its distance from the surface and loses its say, round by round. The first round asks the border only,
 * because a digit seldom covers it.
 */
export function estimateBackground(picture: GreyPicture): Background {
  const samples = takeSamples(picture);
  const fromBorder = fitPaper(samples, median(borderValues(samples)), 2);
  // What covers most of a picture is its paper, also when a frame has taken the border.
  const isFrame = fromBorder.inkShare > mostInk;
  const { surface, noise } = isFrame ? fitPaper(samples, median(samples.values), 0) : fromBorder;
  return { at: evaluate(surface, picture), noise };
}

interface Paper {
  readonly surface: readonly number[];
  readonly noise: number;
  /** The share of the picture that is something else than this paper. */
  readonly inkShare: number;
}

/** @param borderRounds how many rounds ask the border only */
function fitPaper(samples: Samples, level: number, borderRounds: number): Paper {
  let surface = [level, 0, 0, 0, 0, 0];
  let noise = leastNoise;
  for (let round = 0; round < rounds; round++) {
    const distances = residuals(samples, surface);
    const borderOnly = round < borderRounds;
    noise = spread(distances, samples, borderOnly);
    surface = fit(samples, distances, 3 * noise, borderOnly) ?? surface;
  }
  const distances = residuals(samples, surface);
  const far = distances.filter((distance) => Math.abs(distance) > clearlyInk).length;
  return { surface, noise, inkShare: far / distances.length };
}

function takeSamples({ width, height, pixels }: GreyPicture): Samples {
  const columns = Math.min(width, samplesPerSide);
  const rows = Math.min(height, samplesPerSide);
  const terms = new Float64Array(columns * rows * termCount);
  const values = new Float64Array(columns * rows);
  const onBorder = new Uint8Array(columns * rows);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const x = spreadOver(column, columns, width);
      const y = spreadOver(row, rows, height);
      terms.set(termsOf(x / width - 0.5, y / height - 0.5), at * termCount);
      values[at] = pixels[y * width + x] ?? 0;
      onBorder[at] = row === 0 || column === 0 || row === rows - 1 || column === columns - 1 ? 1 : 0;
    }
  }
  return { terms, values, onBorder };
}

function spreadOver(index: number, count: number, length: number): number {
  return count === 1 ? 0 : Math.round((index * (length - 1)) / (count - 1));
}

function termsOf(u: number, v: number): number[] {
  return [1, u, v, u * u, u * v, v * v];
}

function evaluate(surface: readonly number[], { width, height }: GreyPicture): Background['at'] {
  const [level = 0, slopeX = 0, slopeY = 0, bendX = 0, twist = 0, bendY = 0] = surface;
  return (x, y) => {
    const u = x / width - 0.5;
    const v = y / height - 0.5;
    return level + u * (slopeX + u * bendX + v * twist) + v * (slopeY + v * bendY);
  };
}

function borderValues({ values, onBorder }: Samples): Float64Array {
  return values.filter((_, at) => onBorder[at] === 1);
}

function residuals({ terms, values }: Samples, surface: readonly number[]): Float64Array {
  return values.map((value, at) => {
    let fitted = 0;
    for (let term = 0; term < termCount; term++) fitted += (surface[term] ?? 0) * (terms[at * termCount + term] ?? 0);
    return value - fitted;
  });
}

/** The noise from the median distance, which a minority of ink does not move. */
function spread(distances: Float64Array, { onBorder }: Samples, borderOnly: boolean): number {
  const chosen = borderOnly ? distances.filter((_, at) => onBorder[at] === 1) : distances;
  return Math.min(mostNoise, Math.max(leastNoise, 1.4826 * median(chosen.map(Math.abs))));
}

/** Least squares over the samples within reach; undefined when they do not decide the surface. */
function fit(samples: Samples, distances: Float64Array, reach: number, borderOnly: boolean): number[] | undefined {
  const width = termCount + 1;
  const sums = new Float64Array(termCount * width);
  for (let at = 0; at < distances.length; at++) {
    if (Math.abs(distances[at] ?? 0) > reach || (borderOnly && samples.onBorder[at] === 0)) continue;
    addSample(sums, samples, at);
  }
  return solve(Array.from({ length: termCount }, (_, row) => sums.slice(row * width, (row + 1) * width)));
}

function addSample(sums: Float64Array, { terms, values }: Samples, at: number): void {
  const start = at * termCount;
  for (let row = 0, cell = 0; row < termCount; row++) {
    const weight = terms[start + row] ?? 0;
    for (let column = 0; column < termCount; column++, cell++) {
      sums[cell] = (sums[cell] ?? 0) + weight * (terms[start + column] ?? 0);
    }
    sums[cell] = (sums[cell] ?? 0) + weight * (values[at] ?? 0);
    cell++;
  }
}

/** Gauss–Jordan elimination of six equations, with a small ridge for pictures of few pixels. */
function solve(matrix: Float64Array[]): number[] | undefined {
  const count = matrix[0]?.[0] ?? 0;
  if (count < 2 * termCount) return undefined;
  matrix.forEach((row, at) => {
    if (at > 0) row[at] = (row[at] ?? 0) + 1e-3 * count;
  });
  matrix.forEach((pivotRow, pivot) => {
    const scale = pivotRow[pivot] ?? 1;
    for (let column = 0; column <= termCount; column++) pivotRow[column] = (pivotRow[column] ?? 0) / scale;
    matrix.forEach((row, at) => {
      const factor = at === pivot ? 0 : (row[pivot] ?? 0);
      for (let column = 0; column <= termCount; column++) {
        row[column] = (row[column] ?? 0) - factor * (pivotRow[column] ?? 0);
      }
    });
  });
  return matrix.map((row) => row[termCount] ?? 0);
}

function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}
