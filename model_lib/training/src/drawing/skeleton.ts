import type { Path, Point } from './point';
import type { Random } from '../random';

/** How a hand moves the pen for one character: strokes in a unit box, each a list of places to pass. */
export type Skeleton = readonly SkeletonStroke[];

/** `curve` passes its points smoothly, `line` turns sharply at them. */
export interface SkeletonStroke {
  readonly kind: 'curve' | 'line';
  readonly points: Path;
}

/** Reads `"x,y x,y …"`, in hundredths of the box. */
function readPoints(text: string): Path {
  return text.split(' ').map((pair) => {
    const [x, y] = pair.split(',').map(Number);
    if (x === undefined || y === undefined) throw new TypeError(`"${pair}" is no point; write it as "x,y".`);
    return { x: x / 100, y: y / 100 };
  });
}

export function curve(text: string): SkeletonStroke {
  return { kind: 'curve', points: readPoints(text) };
}

export function line(text: string): SkeletonStroke {
  return { kind: 'line', points: readPoints(text) };
}

/**
 * One hand's version of a skeleton: every place moves a little, corners may become round.
 *
 * @param wobble standard deviation of the movement, in shares of the box
 */
export function writeSkeleton(skeleton: Skeleton, random: Random, wobble: number): Path[] {
  return skeleton.map(({ kind, points }) => {
    const moved = points.map(({ x, y }) => ({ x: x + random.normal(wobble), y: y + random.normal(wobble) }));
    return kind === 'curve' || random.chance(0.1) ? smooth(moved) : subdivide(moved);
  });
}

const stepsPerPiece = 8;

/** A centripetal-like Catmull–Rom curve through the points. */
function smooth(points: Path): Path {
  const through: Point[] = [];
  for (let at = 0; at + 1 < points.length; at++) {
    const [before, from, to, after] = [
      points[at - 1] ?? points[at],
      points[at],
      points[at + 1],
      points[at + 2] ?? points[at + 1],
    ];
    if (before === undefined || from === undefined || to === undefined || after === undefined) continue;
    for (let step = 0; step < stepsPerPiece; step++)
      through.push(between(before, from, to, after, step / stepsPerPiece));
  }
  return [...through, ...points.slice(-1)];
}

function between(before: Point, from: Point, to: Point, after: Point, t: number): Point {
  const blend = (a: number, b: number, c: number, d: number): number =>
    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3);
  return { x: blend(before.x, from.x, to.x, after.x), y: blend(before.y, from.y, to.y, after.y) };
}

/** Straight pieces get points in between, so that they bend when the drawing is distorted. */
function subdivide(points: Path): Path {
  const fine: Point[] = [];
  points.forEach((from, at) => {
    const to = points[at + 1];
    if (to === undefined) return;
    for (let step = 0; step < stepsPerPiece; step++) {
      const t = step / stepsPerPiece;
      fine.push({ x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t });
    }
  });
  return [...fine, ...points.slice(-1)];
}
