import type { GreyPicture } from './grey-picture';

interface ColourPicture {
  readonly width: number;
  readonly height: number;
  /** Three bytes per pixel, row by row. */
  readonly rgb: Uint8Array;
}

type Colour = readonly [number, number, number];

const turns = 12;

/**
 * Reduces a picture to one channel along the colour direction in which it differs most from its border. Red ink on
 * green paper of the same brightness stays visible; a grey picture keeps its brightness.
 */
export function toGrey({ width, height, rgb }: ColourPicture): GreyPicture {
  const [red, green, blue] = mainDirection(spreadAround(borderColour(rgb, width, height), rgb));
  const range = Math.abs(red) + Math.abs(green) + Math.abs(blue);
  const lowest = Math.min(0, red) + Math.min(0, green) + Math.min(0, blue);
  const pixels = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < pixels.length; at++, from += 3) {
    const along = red * (rgb[from] ?? 0) + green * (rgb[from + 1] ?? 0) + blue * (rgb[from + 2] ?? 0);
    pixels[at] = (along - 255 * lowest) / range + 0.5;
  }
  return { width, height, pixels };
}

function borderColour(rgb: Uint8Array, width: number, height: number): Colour {
  const places: number[] = [];
  for (let x = 0; x < width; x++) places.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y++) places.push(y * width, y * width + width - 1);
  const middle = (channel: number): number =>
    places.map((place) => rgb[3 * place + channel] ?? 0).sort((a, b) => a - b)[places.length >> 1] ?? 0;
  return [middle(0), middle(1), middle(2)];
}

/** The second moments of all colours around one: `[rr, rg, rb, gg, gb, bb]`. */
function spreadAround([red, green, blue]: Colour, rgb: Uint8Array): readonly number[] {
  let [rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < rgb.length; at += 3) {
    const r = (rgb[at] ?? 0) - red;
    const g = (rgb[at + 1] ?? 0) - green;
    const b = (rgb[at + 2] ?? 0) - blue;
    rr += r * r;
    rg += r * g;
    rb += r * b;
    gg += g * g;
    gb += g * b;
    bb += b * b;
  }
  return [rr, rg, rb, gg, gb, bb];
}

/** The direction of the largest spread, by repeated multiplication; it points to brighter colours. */
function mainDirection([rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0]: readonly number[]): Colour {
  const brightness: Colour = [0.3, 0.59, 0.11];
  // Started off every axis of symmetry, so that no direction is missed.
  let direction: Colour = [0.31, 0.6, 0.09];
  for (let turn = 0; turn < turns; turn++) {
    const [x, y, z] = direction;
    const next: Colour = [rr * x + rg * y + rb * z, rg * x + gg * y + gb * z, rb * x + gb * y + bb * z];
    const length = Math.hypot(...next);
    if (length === 0) return brightness;
    direction = [next[0] / length, next[1] / length, next[2] / length];
  }
  const rising = direction[0] * brightness[0] + direction[1] * brightness[1] + direction[2] * brightness[2];
  return rising < 0 ? [-direction[0], -direction[1], -direction[2]] : direction;
}
