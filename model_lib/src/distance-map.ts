/** Farther than any cell, and small enough to keep the sums exact. */
const far = 1e9;

/**
 * The distance of every cell of a square grid to the nearest marked cell, in cells (exact, by two passes of lower
 * envelopes of parabolas). Cells are marked with 1; without any, all distances are very large.
 */
export function distanceMap(marked: Uint8Array, side: number): Float32Array {
  const distances = new Float32Array(marked.length);
  for (let at = 0; at < distances.length; at++) distances[at] = marked[at] === 1 ? 0 : far;
  const line = new Float64Array(side);
  const envelope = { roots: new Int32Array(side), bounds: new Float64Array(side + 1) };
  for (let x = 0; x < side; x++) transformLine(distances, x, side, line, envelope);
  for (let y = 0; y < side; y++) transformLine(distances, y * side, 1, line, envelope);
  for (let at = 0; at < distances.length; at++) distances[at] = Math.sqrt(distances[at] ?? far);
  return distances;
}

/** Which parabola is the lowest, and from which place on: `roots[i]` is it from `bounds[i]` to `bounds[i + 1]`. */
interface Envelope {
  readonly roots: Int32Array;
  readonly bounds: Float64Array;
}

/** Replaces the squared distances along one row or column by those that count the row or column itself. */
function transformLine(
  squared: Float32Array,
  start: number,
  step: number,
  line: Float64Array,
  envelope: Envelope,
): void {
  for (let at = 0; at < line.length; at++) line[at] = squared[start + at * step] ?? far;
  findEnvelope(line, envelope);
  const { roots, bounds } = envelope;
  for (let at = 0, parabola = 0; at < line.length; at++) {
    while ((bounds[parabola + 1] ?? far) < at) parabola++;
    const root = roots[parabola] ?? 0;
    squared[start + at * step] = (at - root) ** 2 + (line[root] ?? far);
  }
}

function findEnvelope(line: Float64Array, { roots, bounds }: Envelope): void {
  roots[0] = 0;
  bounds[0] = -far;
  bounds[1] = far;
  let last = 0;
  for (let root = 1; root < line.length; root++) {
    let crossing = crossingOf(line, roots[last] ?? 0, root);
    while (last > 0 && crossing <= (bounds[last] ?? -far)) {
      last--;
      crossing = crossingOf(line, roots[last] ?? 0, root);
    }
    if (crossing > (bounds[last] ?? -far)) last++;
    roots[last] = root;
    bounds[last] = last === 0 ? -far : crossing;
    bounds[last + 1] = far;
  }
}

function crossingOf(line: Float64Array, left: number, right: number): number {
  return ((line[right] ?? far) + right * right - (line[left] ?? far) - left * left) / (2 * (right - left));
}
