import { digitSide } from '../../src/normalise';
import { pictureSize } from './data-set';
import type { Random } from './random';

/** Writes a slightly turned, moved, scaled and slanted copy of a picture (0 to 255) as values 0 to 1. */
export function augment(from: Uint8Array, index: number, to: Float32Array, slot: number, random: Random): void {
  const angle = random.normal(0.08);
  const [scaleX, scaleY] = [1 + random.normal(0.05), 1 + random.normal(0.05)];
  const [a, b] = [Math.cos(angle) * scaleX, -Math.sin(angle) + random.normal(0.08)];
  const [c, d] = [Math.sin(angle), Math.cos(angle) * scaleY];
  const middle = (digitSide - 1) / 2;
  const [moveX, moveY] = [middle + random.normal(0.5), middle + random.normal(0.5)];
  const start = index * pictureSize;
  for (let y = 0, at = slot * pictureSize; y < digitSide; y++) {
    for (let x = 0; x < digitSide; x++, at++) {
      const [u, v] = [x - middle, y - middle];
      to[at] = interpolate(from, start, a * u + b * v + moveX, c * u + d * v + moveY) / 255;
    }
  }
}

function interpolate(pixels: Uint8Array, start: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left >= digitSide - 1 || top >= digitSide - 1) return 0;
  const at = start + top * digitSide + left;
  const [right, down] = [x - left, y - top];
  const above = (pixels[at] ?? 0) * (1 - right) + (pixels[at + 1] ?? 0) * right;
  const below = (pixels[at + digitSide] ?? 0) * (1 - right) + (pixels[at + digitSide + 1] ?? 0) * right;
  return above * (1 - down) + below * down;
}
