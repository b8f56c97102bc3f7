import type { Mask } from './grey-picture';

/**
 * Encodes a mask column by column (Fortran order) as the lengths of its runs. The first count is that of zeros, and is
 * 0 when the mask begins with a one; the counts add up to width × height.
 */
export function encodeRuns({ width, height, cells }: Mask): number[] {
  const counts: number[] = [];
  let value = 0;
  let count = 0;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (cells[y * width + x] !== value) {
        counts.push(count);
        count = 0;
        value = 1 - value;
      }
      count++;
    }
  }
  counts.push(count);
  return counts;
}

/**
 * Reads what {@link encodeRuns} wrote.
 *
 * @throws RangeError when the counts do not add up to width × height
 */
export function decodeRuns(counts: readonly number[], width: number, height: number): Mask {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total !== width * height) {
    throw new RangeError(`The runs cover ${total} pixels; ${width} × ${height} pixels were expected.`);
  }
  const cells = new Uint8Array(total);
  let [x, y] = [0, 0];
  counts.forEach((count, run) => {
    for (let left = count; left > 0; left--) {
      cells[y * width + x] = run % 2;
      if (++y === height) [x, y] = [x + 1, 0];
    }
  });
  return { width, height, cells };
}
