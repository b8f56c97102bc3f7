import { Canvas } from './canvas';
import { place, randomDistortion } from './distortion';
import type { Looseness } from './distortion';
import { photograph } from './paper';
import type { Outline, Path } from './point';
import { writeSkeleton } from './skeleton';
import type { Skeleton } from './skeleton';
import type { GreyPicture } from '../../../src/grey-picture';
import type { Random } from '../random';

/** Draws a skeleton with a pen of random width on a canvas of random size. */
export function drawSkeleton(skeleton: Skeleton, looseness: Looseness, random: Random): GreyPicture {
  const narrowed = narrow(writeSkeleton(skeleton, random, random.between(0.008, 0.035)), random.between(0.55, 0.95));
  return drawPaths(narrowed, looseness, random);
}

/** Draws pen paths. */
export function drawPaths(paths: readonly Path[], looseness: Looseness, random: Random): GreyPicture {
  const canvas = randomCanvas(random);
  const size = canvas.height * random.between(0.45, 0.9);
  const placed = place(paths, randomDistortion(random, looseness), size, randomCentre(canvas, size, random));
  const radius = Math.max(0.5, size * random.between(0.008, 0.07));
  const swing = random.between(0, 0.35);
  const phase = random.between(0, 6);
  for (const path of placed) {
    const shaken = tremble(path, random, size * 0.004);
    canvas.stroke(shaken, (progress) => radius * (1 + swing * Math.sin(phase + 5 * progress)));
  }
  return photograph(canvas, random);
}

/** Fills a glyph's outlines as a hand would have written them. */
export function drawOutlines(outlines: readonly Outline[], looseness: Looseness, random: Random): GreyPicture {
  const canvas = randomCanvas(random);
  const size = canvas.height * random.between(0.45, 0.9);
  const placed = place(outlines, randomDistortion(random, looseness), size, randomCentre(canvas, size, random));
  canvas.fill(placed);
  const boldness = random.between(-0.02, 0.035) * size;
  if (boldness > 0.3)
    for (const outline of placed) canvas.stroke([...outline, ...outline.slice(0, 1)], () => boldness / 2);
  return photograph(canvas, random);
}

function narrow(paths: readonly Path[], width: number): Path[] {
  return paths.map((path) => path.map(({ x, y }) => ({ x: 0.5 + (x - 0.5) * width, y })));
}

function tremble(path: Path, random: Random, deviation: number): Path {
  return path.map(({ x, y }) => ({ x: x + random.normal(deviation), y: y + random.normal(deviation) }));
}

function randomCanvas(random: Random): Canvas {
  const height = random.chance(0.12) ? random.integer(22, 40) : random.integer(44, 88);
  return new Canvas(height, height);
}

function randomCentre({ width, height }: Canvas, size: number, random: Random): { x: number; y: number } {
  const slack = Math.max(0, (height - size) / 2 - 2);
  return { x: width / 2 + random.between(-slack, slack), y: height / 2 + random.between(-slack, slack) };
}
