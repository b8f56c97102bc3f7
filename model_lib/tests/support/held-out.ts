import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { digitSide } from '../../src/normalise';

/** A picture that no training saw, normalised, with the characters it shows. */
export interface HeldOutPicture {
  readonly pixels: Float32Array;
  readonly text: string;
}

const folder = join(__dirname, '../fixtures/held-out');

/** Reads a sheet of tiles that the training wrote. */
export async function heldOut(name: 'digits' | 'letters' | 'noise' | 'textures'): Promise<HeldOutPicture[]> {
  const texts = readFileSync(join(folder, `${name}.txt`), 'utf8')
    .trim()
    .split(/\s+/);
  const { data, info } = await sharp(join(folder, `${name}.png`))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const columns = info.width / digitSide;
  return texts.map((text, index) => {
    const start = (Math.floor(index / columns) * info.width + (index % columns)) * digitSide;
    const pixels = new Float32Array(digitSide * digitSide);
    for (let at = 0; at < pixels.length; at++) {
      const pixel = start + Math.floor(at / digitSide) * info.width + (at % digitSide);
      pixels[at] = (data[pixel * info.channels] ?? 0) / 255;
    }
    return { pixels, text };
  });
}
