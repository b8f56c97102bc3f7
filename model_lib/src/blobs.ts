import type { Mask } from './grey-picture';

/** A patch of ink whose pixels touch each other, with its bounding box (inclusive, in pixels). */
interface Blob {
  readonly label: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  area: number;
}

/** Blobs smaller than this share of the largest one (by the diagonal of the box) are dust. */
const dustShare = 0.12;

/** Drops dust and a frame around the drawing from a mask. */
export function removeDustAndFrame(mask: Mask): Mask {
  const labels = new Int32Array(mask.cells.length);
  const blobs = findBlobs(mask, labels);
  const drawing = withoutFrame(blobs, mask);
  const largest = Math.max(0, ...drawing.map(diagonal));
  const kept = new Set(drawing.filter((blob) => diagonal(blob) >= dustShare * largest).map((blob) => blob.label));
  return { ...mask, cells: mask.cells.map((_, at) => (kept.has(labels[at] ?? 0) ? 1 : 0)) };
}

function findBlobs(mask: Mask, labels: Int32Array): Blob[] {
  const blobs: Blob[] = [];
  mask.cells.forEach((cell, at) => {
    if (cell === 1 && labels[at] === 0) blobs.push(flood(mask, labels, at, blobs.length + 1));
  });
  return blobs;
}

function flood({ width, height, cells }: Mask, labels: Int32Array, start: number, label: number): Blob {
  const blob: Blob = { label, left: width, right: 0, top: height, bottom: 0, area: 0 };
  const open = [start];
  labels[start] = label;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % width;
    const y = (at - x) / width;
    include(blob, x, y);
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const next = ny * width + nx;
        if (cells[next] === 1 && labels[next] === 0) {
          labels[next] = label;
          open.push(next);
        }
      }
    }
  }
  return blob;
}

function include(blob: Blob, x: number, y: number): void {
  blob.left = Math.min(blob.left, x);
  blob.right = Math.max(blob.right, x);
  blob.top = Math.min(blob.top, y);
  blob.bottom = Math.max(blob.bottom, y);
  blob.area++;
}

/** A blob along three sides of the picture frames it, provided that something of size remains. */
function withoutFrame(blobs: readonly Blob[], { width, height }: Mask): readonly Blob[] {
  const inside = blobs.filter((blob) => sidesTouched(blob, width, height) < 3);
  const size = Math.max(0, ...inside.map(diagonal));
  return size > 0.2 * Math.min(width, height) ? inside : blobs;
}

function sidesTouched({ left, right, top, bottom }: Blob, width: number, height: number): number {
  return [left === 0, top === 0, right === width - 1, bottom === height - 1].filter(Boolean).length;
}

function diagonal({ left, right, top, bottom }: Blob): number {
  return Math.hypot(right - left + 1, bottom - top + 1);
}
