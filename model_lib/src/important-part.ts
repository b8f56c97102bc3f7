import type { Mask } from './grey-picture';
import { digitSide } from './normalise';
import type { Frame } from './normalise';

/** The share of the picture that an explanation marks. */
const markedShare = 0.1;
/** The picture is ranked in blocks, at most so many per side: the work does not grow with its size. */
const mostBlocks = 112;
/** Finer differences in saliency are rounded away: processors differ there, and the mask would with them. */
const levels = 200;

interface Block {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly worth: number;
}

/**
 * Marks the tenth of a picture that matters most.
 *
 * @param saliency 28 × 28 values of the normalised digit
 * @param frame where the normalised digit lies in the picture
 */
export function markImportantPart(saliency: Float32Array, frame: Frame, width: number, height: number): Mask {
  const cells = new Uint8Array(width * height);
  let left = Math.round(markedShare * width * height);
  for (const block of rankedBlocks(saliency, frame, width, height)) {
    const size = (block.right - block.left) * (block.bottom - block.top);
    if (left < size / 2) break;
    for (let y = block.top; y < block.bottom; y++) cells.fill(1, y * width + block.left, y * width + block.right);
    left -= size;
  }
  return { width, height, cells };
}

function rankedBlocks(saliency: Float32Array, frame: Frame, width: number, height: number): Block[] {
  const highest = Math.max(...saliency, Number.MIN_VALUE);
  const worths = saliency.map((each) => Math.round((levels * each) / highest));
  const columns = cuts(width);
  const rows = cuts(height);
  const blocks = rows.slice(1).flatMap((bottom, row) =>
    columns.slice(1).map((right, column) => {
      const [left, top] = [columns[column] ?? 0, rows[row] ?? 0];
      const x = ((left + right) / 2 / width - frame.left) / frame.width;
      const y = ((top + bottom) / 2 / height - frame.top) / frame.height;
      return { left, top, right, bottom, worth: worthAt(worths, x, y) };
    }),
  );
  return blocks.sort((a, b) => b.worth - a.worth);
}

function cuts(length: number): number[] {
  const count = Math.min(length, mostBlocks);
  return Array.from({ length: count + 1 }, (_, at) => Math.round((at * length) / count));
}

/** Outside the frame nothing matters, and the less the farther away. */
function worthAt(worths: Float32Array, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= 1 || y >= 1) return -1e6 - Math.hypot(x - 0.5, y - 0.5);
  return worths[Math.floor(y * digitSide) * digitSide + Math.floor(x * digitSide)] ?? 0;
}
