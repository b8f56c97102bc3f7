/** The middle value; between two of them, their mean. `NaN` of an empty list. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/**
 * The value below which so many percent of the values lie, interpolated between neighbours.
 *
 * @param percent from 0 to 100
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** The median of how often each value holds its partner of the same round, so that a machine's drift cancels out. */
export function medianRatio(values: readonly number[], baselines: readonly number[]): number {
  return median(values.map((value, round) => value / baselines[round]!));
}

/** The median of by how much each value exceeds its partner of the same round. */
export function medianDifference(values: readonly number[], baselines: readonly number[]): number {
  return median(values.map((value, round) => value - baselines[round]!));
}

/** `NaN` of an empty list. */
export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
