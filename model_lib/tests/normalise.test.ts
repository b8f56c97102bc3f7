import { digitSide, normalise } from '../src/normalise';
import type { GreyPicture } from '../src/grey-picture';
import { seven } from './support/strokes';

const usual = seven(120, 6, 8, 30, 20);

function pixelsOf(picture: GreyPicture): Float32Array {
  const normal = normalise(picture);
  if (normal === undefined) throw new Error('The picture shows no ink.');
  return normal.pixels;
}

function difference(one: GreyPicture, other: GreyPicture): number {
  const others = pixelsOf(other);
  return pixelsOf(one).reduce((sum, value, at) => sum + Math.abs(value - (others[at] ?? 0)), 0) / others.length;
}

function repainted(picture: GreyPicture, paint: (level: number, x: number, y: number) => number): GreyPicture {
  const { width } = picture;
  return { ...picture, pixels: picture.pixels.map((level, at) => paint(level, at % width, Math.floor(at / width))) };
}

describe('normalising a drawing', () => {
  it.each([
    ['at another place', seven(120, 6, 8, 50, 30)],
    ['on a large canvas with a thin pen', seven(480, 12, 2, 300, 200)],
    ['with a brush', seven(120, 6, 15, 30, 20)],
    ['small', seven(40, 2, 2.7, 5, 6)],
    ['light on dark', repainted(usual, (level) => 255 - level)],
    ['in pencil', repainted(usual, (level) => 200 + (level * 40) / 255)],
    ['in uneven light', repainted(usual, (level, x, y) => level * 0.6 + x * 0.5 + y * 0.3)],
    ['on ruled paper', repainted(usual, (level, _, y) => (y % 20 === 7 ? 0 : level))],
    ['with dust', repainted(usual, (level, x, y) => (x % 40 === 3 && y % 50 === 4 ? 0 : level))],
    ['in a frame', repainted(usual, (level, x, y) => (Math.min(x, y, 119 - x, 119 - y) < 4 ? 0 : level))],
    [
      'with grain',
      repainted(usual, (level, x, y) => Math.max(0, level - 30 * Math.abs(Math.sin(x * 12.9 + y * 78.2)))),
    ],
  ])('sees the same digit %s', (_, picture) => {
    expect(difference(picture, usual)).toBeLessThan(0.055);
  });

  it('answers values from 0 to 1 with the ink in the middle', () => {
    const pixels = pixelsOf(usual);
    expect(pixels).toHaveLength(digitSide * digitSide);
    expect(Math.max(...pixels)).toBeCloseTo(1, 5);
    expect(Math.min(...pixels)).toBe(0);
    expect(pixels.slice(0, digitSide)).toEqual(new Float32Array(digitSide));
  });

  it('tells where the digit lies in the picture', () => {
    const { frame } = normalise(seven(120, 6, 8, 30, 20)) ?? {};
    expect((frame?.left ?? 0) + (frame?.width ?? 0) / 2).toBeCloseTo(60 / 120, 1);
    expect((frame?.top ?? 0) + (frame?.height ?? 0) / 2).toBeCloseTo(62 / 120, 1);
  });

  it.each([1, 5, 300])('finds no ink on blank paper of %d pixels per side', (side) => {
    expect(normalise({ width: side, height: side, pixels: new Uint8Array(side * side).fill(180) })).toBeUndefined();
  });
});
