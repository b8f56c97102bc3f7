import type { Path, Point } from './point';
import { boundsOf } from './point';
import type { Random } from '../random';

/** Moves every point of a drawing. */
export type Distortion = (point: Point) => Point;

/** How far a hand departs from the model: everything is a standard deviation. */
export interface Looseness {
  /** Radians. */
  readonly tilt: number;
  /** Sideways per unit of height. */
  readonly slant: number;
  /** Natural logarithm of width over height. */
  readonly stretch: number;
  /** Bends, in shares of the drawing's height. */
  readonly bend: number;
}

/** As people write. */
export const usualHand: Looseness = { tilt: 0.08, slant: 0.12, stretch: 0.13, bend: 0.018 };

/** More than most hands do: the network must forgive more than it will meet. */
export const exaggeratedHand: Looseness = { tilt: 0.13, slant: 0.2, stretch: 0.22, bend: 0.028 };

/** A smooth random distortion: tilt, slant, stretch, and three slow waves. */
export function randomDistortion(random: Random, looseness: Looseness): Distortion {
  const angle = random.normal(looseness.tilt);
  const slant = random.normal(looseness.slant);
  const width = Math.exp(random.normal(looseness.stretch));
  const waves = Array.from({ length: 3 }, () => randomWave(random, looseness.bend));
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return (point) => {
    const bent = waves.reduce((moved, wave) => wave(moved), point);
    const x = (bent.x - 0.5) * width - (bent.y - 0.5) * slant;
    const y = bent.y - 0.5;
    return { x: x * cosine - y * sine, y: x * sine + y * cosine };
  };
}

function randomWave(random: Random, height: number): Distortion {
  const [pushX, pushY] = [random.normal(height), random.normal(height)];
  const [waveX, waveY] = [random.normal(4), random.normal(4)];
  const phase = random.between(0, 2 * Math.PI);
  return ({ x, y }) => {
    const swing = Math.sin(waveX * x + waveY * y + phase);
    return { x: x + pushX * swing, y: y + pushY * swing };
  };
}

/** Distorts paths and puts them into a box of `size` pixels (the longer side) around a centre. */
export function place(paths: readonly Path[], distort: Distortion, size: number, centre: Point): Path[] {
  const distorted = paths.map((path) => path.map(distort));
  const { left, top, width, height } = boundsOf(distorted.flat());
  const scale = size / Math.max(width, height, 1e-6);
  return distorted.map((path) =>
    path.map(({ x, y }) => ({
      x: centre.x + (x - left - width / 2) * scale,
      y: centre.y + (y - top - height / 2) * scale,
    })),
  );
}
