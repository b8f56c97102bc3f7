import type { Path, Point } from './point';
import type { Random } from '../random';

/** Drawings of a pen that mean nothing: zigzags, spirals, polygons, crosses, wandering lines. */
export function scribble(random: Random): Path[] {
  return random.pick([wander, zigzag, spiral, polygon, crosses])(random);
}

function wander(random: Random): Path[] {
  return Array.from({ length: random.integer(1, 3) }, () => {
    let [x, y, angle] = [random.between(0, 1), random.between(0, 1), random.between(0, 6)];
    return Array.from({ length: random.integer(30, 90) }, () => {
      angle += random.normal(0.45);
      x = Math.min(1, Math.max(0, x + 0.05 * Math.cos(angle)));
      y = Math.min(1, Math.max(0, y + 0.05 * Math.sin(angle)));
      return { x, y };
    });
  });
}

function zigzag(random: Random): Path[] {
  const turns = random.integer(4, 12);
  return [
    Array.from({ length: turns }, (_, at) => ({
      x: at / turns + random.normal(0.03),
      y: (at % 2) * 0.6 + random.normal(0.08),
    })),
  ];
}

function spiral(random: Random): Path[] {
  const rounds = random.between(1.8, 4);
  const turn = random.pick([-1, 1]);
  return [circle(random, 90, (t) => ({ angle: turn * t * rounds * 2 * Math.PI, radius: 0.05 + 0.45 * t }))];
}

function circle(random: Random, steps: number, at: (t: number) => { angle: number; radius: number }): Point[] {
  const start = random.between(0, 6);
  return Array.from({ length: steps }, (_, step) => {
    const { angle, radius } = at(step / (steps - 1));
    return { x: 0.5 + radius * Math.cos(start + angle), y: 0.5 + radius * Math.sin(start + angle) };
  });
}

/** Triangles, squares, stars. */
function polygon(random: Random): Path[] {
  const corners = random.integer(3, 6);
  const jump = corners === 5 && random.chance(0.5) ? 2 : 1;
  const points = circle(random, corners + 1, (t) => ({
    angle: t * jump * 2 * Math.PI,
    radius: 0.5 + random.normal(0.03),
  }));
  const inside = random.chance(0.4) ? [circle(random, 20, (t) => ({ angle: t * 6.3, radius: 0.15 }))] : [];
  return [subdivide(points), ...inside];
}

function crosses(random: Random): Path[] {
  return Array.from({ length: random.integer(2, 5) }, () =>
    subdivide([
      { x: random.between(0, 1), y: random.between(0, 1) },
      { x: random.between(0, 1), y: random.between(0, 1) },
    ]),
  );
}

function subdivide(points: Path): Path {
  return points.flatMap((from, at) => {
    const to = points[at + 1] ?? from;
    return Array.from({ length: 6 }, (_, step) => ({
      x: from.x + ((to.x - from.x) * step) / 6,
      y: from.y + ((to.y - from.y) * step) / 6,
    }));
  });
}
