import type { GreyPicture, Mask } from '../../src/grey-picture';

/** A picture from rows of characters: `#` is ink (0), anything else paper (255). */
export function pictureOf(...rows: string[]): GreyPicture {
  const { width, height, cells } = maskOf(...rows);
  return { width, height, pixels: cells.map((cell) => (cell === 1 ? 0 : 255)) };
}

/** A mask from rows of characters: `#` is marked. */
export function maskOf(...rows: string[]): Mask {
  const cells = Uint8Array.from(rows.join(''), (character) => (character === '#' ? 1 : 0));
  return { width: rows[0]?.length ?? 0, height: rows.length, cells };
}

/** The rows of a mask, `#` where it is marked. */
export function rowsOf({ width, height, cells }: Mask): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(cells.subarray(y * width, (y + 1) * width), (cell) => (cell === 1 ? '#' : '.')).join(''),
  );
}

/** A seven drawn with straight strokes: `scale` pixels per unit of a 10 × 14 box, placed in a larger picture. */
export function seven(side: number, scale: number, pen: number, left: number, top: number): GreyPicture {
  const pixels = new Uint8Array(side * side).fill(255);
  const inkAt = (x: number, y: number): boolean => {
    const [u, v] = [(x - left) / scale, (y - top) / scale];
    const half = pen / scale / 2;
    const bar = Math.abs(v) <= half && u >= 0 && u <= 10;
    const leg = v >= 0 && v <= 14 && Math.abs(u - (10 - v * 0.45)) <= half * 1.1;
    return bar || leg;
  };
  for (let at = 0; at < pixels.length; at++) if (inkAt(at % side, Math.floor(at / side))) pixels[at] = 0;
  return { width: side, height: side, pixels };
}
