import { removeDustAndFrame } from './blobs';
import { distanceMap } from './distance-map';
import type { GreyPicture, Mask } from './grey-picture';
import { findInk, inkEdge } from './ink';
import type { Ink } from './ink';
import { removeRuledLines } from './ruled-lines';

/** Pixels per side of what the network sees. */
export const digitSide = 28;
/** Strokes are redrawn on a finer grid, this many cells per pixel. */
const fineness = 3;
const gridSide = digitSide * fineness;
/** The longer side of the ink, before its strokes get their common width, in cells. */
const inkSide = 60;
/** Every stroke is brought near this width, in cells: a hairline and a brush become the same drawing. */
const strokeWidth = 5.6;
/** Thinning by more than this share of the width would tear uneven strokes. */
const mostThinned = 0.28;

/** What the network would see of blank paper. */
export const emptyPicture = new Float32Array(digitSide * digitSide);

/** A drawing as the network sees it. */
export interface NormalDigit {
  /** 28 × 28 values row by row, 0 (paper) to 1 (ink). */
  readonly pixels: Float32Array;
  /** Where its pixels lie in the picture. */
  readonly frame: Frame;
}

/** The square of the picture that became a {@link NormalDigit}, in shares of the picture's width and height. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Brings a drawing of any size, place, pen and colour into the one form that the network knows: ink on paper, cropped,
 * centred, its longer side and its strokes of a common size. Training and serving both go through here.
 *
 * @returns undefined when the picture shows nothing but paper
 */
export function normalise(picture: GreyPicture): NormalDigit | undefined {
  const ink = findInk(picture);
  if (ink === undefined) return undefined;
  const mask = removeDustAndFrame(removeRuledLines(toMask(ink)));
  const box = boundingBox(mask);
  if (box === undefined) return undefined;
  const cellSize = Math.max(box.width, box.height) / inkSide;
  const frame = frameAround(box, cellSize);
  const grid = cellSize > 1 ? shrink(mask, frame, cellSize) : enlarge(ink, mask, frame, cellSize);
  return { pixels: coarsen(evenStrokes(grid)), frame: inShares(frame, picture) };
}

function toMask({ width, height, strength }: Ink): Mask {
  const cells = new Uint8Array(strength.length);
  for (let at = 0; at < cells.length; at++) cells[at] = (strength[at] ?? 0) >= inkEdge ? 1 : 0;
  return { width, height, cells };
}

function boundingBox({ width, height, cells }: Mask): Box | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (cells[at] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The square of the whole grid around the centre of the ink, in pixels. */
function frameAround(box: Box, cellSize: number): Box {
  const side = gridSide * cellSize;
  const left = box.left + box.width / 2 - side / 2;
  const top = box.top + box.height / 2 - side / 2;
  return { left, top, width: side, height: side };
}

function inShares({ left, top, width, height }: Box, picture: GreyPicture): Frame {
  return {
    left: left / picture.width,
    top: top / picture.height,
    width: width / picture.width,
    height: height / picture.height,
  };
}

/** A cell is ink when any of its pixels is: thin lines survive. */
function shrink({ width, cells, height }: Mask, frame: Box, cellSize: number): Uint8Array {
  const grid = new Uint8Array(gridSide * gridSide);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y + 0.5 - frame.top) / cellSize) * gridSide;
    for (let x = 0; x < width; x++, at++) {
      if (cells[at] === 1) grid[row + Math.floor((x + 0.5 - frame.left) / cellSize)] = 1;
    }
  }
  return grid;
}

/** Small drawings are interpolated, which rounds the steps of their pixels. */
function enlarge(ink: Ink, mask: Mask, frame: Box, cellSize: number): Uint8Array {
  const kept = keepNearInk(ink, mask);
  const grid = new Uint8Array(gridSide * gridSide);
  for (let row = 0, at = 0; row < gridSide; row++) {
    const y = frame.top + (row + 0.5) * cellSize - 0.5;
    for (let column = 0; column < gridSide; column++, at++) {
      const x = frame.left + (column + 0.5) * cellSize - 0.5;
      grid[at] = interpolate(kept, ink.width, ink.height, x, y) >= inkEdge ? 1 : 0;
    }
  }
  return grid;
}

/** The ink's strength where the mask or one of its neighbours is, and nothing elsewhere. */
function keepNearInk({ strength, width, height }: Ink, { cells }: Mask): Float32Array {
  const kept = new Float32Array(strength.length);
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] === 0) continue;
    const x = at % width;
    const y = (at - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        kept[ny * width + nx] = Math.min(1, strength[ny * width + nx] ?? 0);
      }
    }
  }
  return kept;
}

function interpolate(values: Float32Array, width: number, height: number, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left >= width || top >= height) return 0;
  const above = valueAt(values, width, height, left, top) * (left + 1 - x);
  const aboveRight = valueAt(values, width, height, left + 1, top) * (x - left);
  const below = valueAt(values, width, height, left, top + 1) * (left + 1 - x);
  const belowRight = valueAt(values, width, height, left + 1, top + 1) * (x - left);
  return (above + aboveRight) * (top + 1 - y) + (below + belowRight) * (y - top);
}

function valueAt(values: Float32Array, width: number, height: number, x: number, y: number): number {
  return x < 0 || y < 0 || x >= width || y >= height ? 0 : (values[y * width + x] ?? 0);
}

/** Widens or thins all strokes to the common width; values are the ink's share of each cell. */
function evenStrokes(grid: Uint8Array): Float32Array {
  const toPaper = distanceMap(
    grid.map((cell) => 1 - cell),
    gridSide,
  );
  const toInk = distanceMap(grid, gridSide);
  const width = meanStrokeWidth(grid, toPaper);
  const growth = Math.max((strokeWidth - width) / 2, -mostThinned * width);
  return toInk.map((outside, at) => {
    const depth = (toPaper[at] ?? 0) - outside;
    const toEdge = depth > 0 ? depth - 0.5 : depth + 0.5;
    return Math.min(1, Math.max(0, toEdge + growth + 0.5));
  });
}

/** Across a stroke the distance to its edge averages a quarter of its width. */
function meanStrokeWidth(grid: Uint8Array, toPaper: Float32Array): number {
  let sum = 0;
  let count = 0;
  grid.forEach((cell, at) => {
    sum += cell * (toPaper[at] ?? 0);
    count += cell;
  });
  return count === 0 ? strokeWidth : Math.max(1, (4 * sum) / count - 2);
}

function coarsen(fine: Float32Array): Float32Array {
  const pixels = new Float32Array(digitSide * digitSide);
  fine.forEach((share, at) => {
    const x = Math.floor((at % gridSide) / fineness);
    const y = Math.floor(at / gridSide / fineness);
    const pixel = y * digitSide + x;
    pixels[pixel] = (pixels[pixel] ?? 0) + share / fineness ** 2;
  });
  return pixels;
}
