import type { Mask } from './grey-picture';

/** A row or column with more ink than this share is a line of the paper, for no stroke runs from edge to edge. */
const lineShare = 0.8;
/** Lines of the paper are thin: at most this share of the picture's side, and at least two pixels. */
const thickestShare = 0.03;

/**
 * Takes ruled and squared paper's lines out of a mask. A stroke that crosses a line keeps its pixels there. When
 * nothing else remains, the "line" was the drawing itself, and the mask stays as it was.
 */
export function removeRuledLines(mask: Mask): Mask {
  const rows = removeRows(mask);
  const cleaned = transpose(removeRows(transpose(rows)));
  return countInk(cleaned) * 10 > countInk(mask) ? cleaned : mask;
}

function removeRows(mask: Mask): Mask {
  const { width, height } = mask;
  const cells = mask.cells.slice();
  const thickest = Math.max(2, Math.round(height * thickestShare));
  for (let top = 0; top < height; top++) {
    let below = top;
    while (below < height && isLine(mask, below)) below++;
    if (below > top && below - top <= thickest) {
      for (let x = 0; x < width; x++) if (!isCrossed(mask, x, top - 1, below)) clear(cells, width, x, top, below);
    }
    top = Math.max(top, below - 1);
  }
  return { width, height, cells };
}

function isLine({ width, cells }: Mask, y: number): boolean {
  let inked = 0;
  for (let x = 0; x < width; x++) inked += cells[y * width + x] ?? 0;
  return inked >= width * lineShare;
}

function isCrossed({ width, height, cells }: Mask, x: number, above: number, below: number): boolean {
  const inkAbove = above >= 0 && cells[above * width + x] === 1;
  const inkBelow = below < height && cells[below * width + x] === 1;
  return inkAbove || inkBelow;
}

function clear(cells: Uint8Array, width: number, x: number, top: number, below: number): void {
  for (let y = top; y < below; y++) cells[y * width + x] = 0;
}

function transpose({ width, height, cells }: Mask): Mask {
  const turned = new Uint8Array(cells.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = cells[y * width + x] ?? 0;
  }
  return { width: height, height: width, cells: turned };
}

function countInk({ cells }: Mask): number {
  let count = 0;
  for (const cell of cells) count += cell;
  return count;
}
