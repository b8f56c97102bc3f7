/** Six decimals: more would differ between processors. */
export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
