/** Four decimals: more would say nothing, and would differ between processors. */
export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
