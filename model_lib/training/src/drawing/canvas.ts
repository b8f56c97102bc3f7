import type { Outline, Path, Point } from './point';

/** How much of each pixel is covered with ink, 0 to 1. */
export class Canvas {
  readonly coverage: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.coverage = new Float32Array(width * height);
  }

  /** Draws lines with a round pen; `radiusAt` tells half the width, in pixels, along the path (0 to 1). */
  stroke(path: Path, radiusAt: (progress: number) => number): void {
    const pieces = Math.max(1, path.length - 1);
    for (let at = 0; at < pieces; at++) {
      const from = path[at];
      if (from !== undefined) this.#capsule(from, path[at + 1] ?? from, radiusAt(at / pieces));
    }
  }

  #capsule(from: Point, to: Point, radius: number): void {
    const reach = radius + 1;
    const [left, right] = range(from.x, to.x, reach, this.width);
    const [top, bottom] = range(from.y, to.y, reach, this.height);
    // Lines thinner than a pixel are faint, not narrow.
    const strength = Math.min(1, 2 * radius);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const distance = distanceToPiece(x + 0.5, y + 0.5, from, to);
        this.#cover(y * this.width + x, strength * Math.min(1, Math.max(0, radius + 0.5 - distance)));
      }
    }
  }

  #cover(at: number, share: number): void {
    if (share > (this.coverage[at] ?? 0)) this.coverage[at] = share;
  }

  /** Fills outlines (non-zero rule), sampling each row of pixels four times. */
  fill(outlines: readonly Outline[]): void {
    for (let y = 0; y < this.height; y++) {
      for (let sample = 0; sample < 4; sample++) this.#fillRow(outlines, y, y + (sample + 0.5) / 4);
    }
  }

  #fillRow(outlines: readonly Outline[], row: number, y: number): void {
    const crossings = outlines.flatMap((outline) => crossingsOf(outline, y)).sort((a, b) => a.x - b.x);
    let winding = 0;
    crossings.forEach(({ x, turn }, at) => {
      winding += turn;
      if (winding !== 0) this.#fillSpan(row, x, crossings[at + 1]?.x ?? x);
    });
  }

  #fillSpan(row: number, from: number, to: number): void {
    const last = Math.min(this.width - 1, Math.floor(to));
    for (let x = Math.max(0, Math.floor(from)); x <= last; x++) {
      const share = Math.min(to, x + 1) - Math.max(from, x);
      const at = row * this.width + x;
      if (share > 0) this.coverage[at] = Math.min(1, (this.coverage[at] ?? 0) + share / 4);
    }
  }
}

function range(from: number, to: number, reach: number, length: number): [number, number] {
  const low = Math.max(0, Math.floor(Math.min(from, to) - reach));
  return [low, Math.min(length - 1, Math.ceil(Math.max(from, to) + reach))];
}

function distanceToPiece(x: number, y: number, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length));
  return Math.hypot(x - from.x - t * dx, y - from.y - t * dy);
}

function crossingsOf(outline: Outline, y: number): { x: number; turn: number }[] {
  const found: { x: number; turn: number }[] = [];
  outline.forEach((from, at) => {
    const to = outline[(at + 1) % outline.length] ?? from;
    if (from.y <= y === to.y <= y) return;
    found.push({ x: from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x), turn: from.y < to.y ? 1 : -1 });
  });
  return found;
}
