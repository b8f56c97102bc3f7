import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { digitSide } from '../../src/normalise';
import { pictureSize } from './data-set';
import type { DataSet } from './data-set';

const columns = 40;

/**
 * Writes a data set as one PNG of tiles (40 per row), and what they show as text beside it, a word per tile.
 * The wrapper's tests read both, so they need nothing of this package.
 */
export async function writeSprite(folder: string, name: string, data: DataSet): Promise<void> {
  const rows = Math.ceil(data.size / columns);
  const width = columns * digitSide;
  const sheet = Buffer.alloc(width * rows * digitSide);
  for (let index = 0; index < data.size; index++) {
    const left = (index % columns) * digitSide;
    const top = Math.floor(index / columns) * digitSide;
    for (let y = 0; y < digitSide; y++) {
      const from = index * pictureSize + y * digitSide;
      sheet.set(data.pixels.subarray(from, from + digitSide), (top + y) * width + left);
    }
  }
  mkdirSync(folder, { recursive: true });
  const raw = { width, height: rows * digitSide, channels: 1 as const };
  await sharp(sheet, { raw })
    .toColourspace('b-w')
    .png({ compressionLevel: 9 })
    .toFile(join(folder, `${name}.png`));
  const lines = Array.from({ length: rows }, (_, row) =>
    data.texts.slice(row * columns, (row + 1) * columns).join(' '),
  );
  writeFileSync(join(folder, `${name}.txt`), `${lines.join('\n')}\n`);
}
