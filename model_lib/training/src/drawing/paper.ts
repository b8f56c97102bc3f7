import type { GreyPicture } from '../../../src/grey-picture';
import type { Canvas } from './canvas';
import type { Random } from '../random';

const smallestBlurred = 44;

/** Puts ink on paper and photographs it: tones, uneven light, blur, noise; half of the pictures are light on dark. */
export function photograph({ width, height, coverage }: Canvas, random: Random): GreyPicture {
  const [paper, ink] = tones(random);
  const light = unevenLight(random, width, height);
  const grain = random.chance(0.5) ? 0 : random.between(0, 7);
  // What is small already cannot be read after a blur.
  const shares = height >= smallestBlurred && random.chance(0.3) ? blur(coverage, width, height, 1) : coverage;
  const pixels = new Uint8Array(width * height);
  for (let at = 0; at < pixels.length; at++) {
    const tone = paper + (ink - paper) * (shares[at] ?? 0) + light(at % width, Math.floor(at / width));
    pixels[at] = Math.round(Math.min(255, Math.max(0, tone + (grain === 0 ? 0 : random.normal(grain)))));
  }
  return { width, height, pixels };
}

function tones(random: Random): [number, number] {
  const contrast = random.between(90, 255);
  const low = random.between(0, 255 - contrast);
  return random.chance(0.5) ? [low, low + contrast] : [low + contrast, low];
}

function unevenLight(random: Random, width: number, height: number): (x: number, y: number) => number {
  if (random.chance(0.5)) return () => 0;
  const [slopeX, slopeY, bend] = [random.normal(25), random.normal(25), random.normal(15)];
  return (x, y) => {
    const [u, v] = [x / width - 0.5, y / height - 0.5];
    return slopeX * u + slopeY * v + bend * (u * u + v * v);
  };
}

/** Repeated means of three neighbours, along rows and columns. */
export function blur(values: Float32Array, width: number, height: number, passes: number): Float32Array {
  let blurred = values;
  for (let pass = 0; pass < passes; pass++) {
    const previous = blurred;
    const rows = previous.map((value, at) => {
      const x = at % width;
      return (value + (previous[x > 0 ? at - 1 : at] ?? 0) + (previous[x < width - 1 ? at + 1 : at] ?? 0)) / 3;
    });
    blurred = rows.map((value, at) => {
      const y = Math.floor(at / width);
      return (value + (rows[y > 0 ? at - width : at] ?? 0) + (rows[y < height - 1 ? at + width : at] ?? 0)) / 3;
    });
  }
  return blurred;
}
