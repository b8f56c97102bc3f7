import { estimateBackground } from './background';
import type { Background } from './background';
import type { GreyPicture } from './grey-picture';

/** Where a picture differs from its paper, whichever of the two is the darker one. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  /** Row by row, 0 (paper) to about 1 (full ink); from {@link inkEdge} on a pixel counts as ink. */
  readonly strength: Float32Array;
}

/** The strength from which on a pixel counts as ink. */
export const inkEdge = 0.38;

/** Fainter marks than this, in grey levels, cannot be told from stains and compression. */
const leastContrast = 10;
/** Marks must stand out of the paper's noise by this many standard deviations. */
const leastDeviations = 5;
/** Above this noise, in grey levels, neighbouring pixels are averaged first. */
const grainyNoise = 5;
/** Smaller pictures lose their strokes by averaging. */
const smallestAveraged = 40;

/** Finds the ink of a picture, or undefined when it shows nothing but paper. */
export function findInk(picture: GreyPicture): Ink | undefined {
  let smoothed = picture;
  let background = estimateBackground(smoothed);
  for (let pass = 0; pass < 2 && isGrainy(background, smoothed); pass++) {
    smoothed = average(smoothed);
    background = estimateBackground(smoothed);
  }
  return separate(smoothed, background);
}

function isGrainy(background: Background, { width, height }: GreyPicture): boolean {
  return background.noise > grainyNoise && Math.min(width, height) >= smallestAveraged;
}

function separate({ width, height, pixels }: GreyPicture, background: Background): Ink | undefined {
  const threshold = Math.max(leastContrast, leastDeviations * background.noise);
  const strength = new Float32Array(width * height);
  let brighter = 0;
  let darker = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const difference = (pixels[at] ?? 0) - background.at(x, y);
      strength[at] = difference;
      if (difference > threshold) brighter += difference;
      else if (-difference > threshold) darker -= difference;
    }
  }
  if (brighter === 0 && darker === 0) return undefined;
  scaleToInk(strength, brighter > darker ? 1 : -1, threshold);
  return { width, height, strength };
}

/** Turns differences in grey levels into strengths. */
function scaleToInk(strength: Float32Array, sign: number, threshold: number): void {
  const full = Math.max(levelOfFullInk(strength, sign, threshold), threshold / inkEdge);
  for (let at = 0; at < strength.length; at++) {
    const share = (sign * (strength[at] ?? 0)) / full;
    strength[at] = share > 0 ? share : 0;
  }
}

/**
 * The difference, to one grey level, above which lies a quarter of the ink. Pixels count by the square of their
 * difference, so that the many pale pixels of squared paper do not outvote the few dark ones of a thin pen.
 */
function levelOfFullInk(differences: Float32Array, sign: number, threshold: number): number {
  const histogram = new Float64Array(512);
  let total = 0;
  for (const difference of differences) {
    const level = sign * difference;
    if (level <= threshold) continue;
    const bin = level | 0;
    histogram[bin] = (histogram[bin] ?? 0) + level * level;
    total += level * level;
  }
  let above = 0;
  let bin = histogram.length - 1;
  while (bin > 0 && above + (histogram[bin] ?? 0) <= total / 4) above += histogram[bin--] ?? 0;
  return bin;
}

/** The mean of each pixel and its eight neighbours. */
function average({ width, height, pixels }: GreyPicture): GreyPicture {
  const averaged = new Uint8Array(pixels.length);
  for (let y = 0, at = 0; y < height; y++) {
    const rows = [Math.max(0, y - 1) * width, y * width, Math.min(height - 1, y + 1) * width];
    for (let x = 0; x < width; x++, at++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      let sum = 4;
      for (const row of rows) sum += (pixels[row + left] ?? 0) + (pixels[row + x] ?? 0) + (pixels[row + right] ?? 0);
      averaged[at] = sum / 9;
    }
  }
  return { width, height, pixels: averaged };
}
