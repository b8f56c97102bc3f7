import sharp from 'sharp';
import type { Mask } from '../../src/grey-picture';

/** Paints the marked pixels of a picture with its background: the colour above them in the first row. */
export async function hide(bytes: Uint8Array, { width, cells }: Mask): Promise<Uint8Array> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let at = 0; at < cells.length; at++) {
    if (cells[at] === 1) data.copyWithin(4 * at, 4 * (at % width), 4 * (at % width) + 4);
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** The same shape elsewhere: what leaves on one side comes in on the other. */
export function shift({ width, height, cells }: Mask, right: number, down: number): Mask {
  const shifted = new Uint8Array(cells.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      shifted[((y + down) % height) * width + ((x + right) % width)] = cells[y * width + x] ?? 0;
  }
  return { width, height, cells: shifted };
}
