import fc from 'fast-check';
import { distanceMap } from '../src/distance-map';

const side = 7;

describe('the distance map', () => {
  it('agrees with comparing every pair of cells', () => {
    const grids = fc.uint8Array({ min: 0, max: 1, minLength: side * side, maxLength: side * side });
    fc.assert(
      fc.property(
        grids.filter((cells) => cells.includes(1)),
        (marked) => {
          const distances = distanceMap(marked, side);
          marked.forEach((_, at) => expect(distances[at]).toBeCloseTo(nearest(marked, at), 4));
        },
      ),
      { seed: 7, numRuns: 100 },
    );
  });

  it('is very large without any mark', () => {
    expect(Math.min(...distanceMap(new Uint8Array(9), 3))).toBeGreaterThan(1000);
  });
});

function nearest(marked: Uint8Array, from: number): number {
  const distances = Array.from(marked, (cell, to) =>
    cell === 0 ? Infinity : Math.hypot((to % side) - (from % side), Math.floor(to / side) - Math.floor(from / side)),
  );
  return Math.min(...distances);
}
