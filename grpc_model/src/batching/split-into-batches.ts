/** Cuts a list into batches of at most `maxBatchSize` items, in order. */
export function splitIntoBatches<T>(items: readonly T[], maxBatchSize: number): T[][] {
  const batches: T[][] = [];
  for (let at = 0; at < items.length; at += maxBatchSize) batches.push(items.slice(at, at + maxBatchSize));
  return batches;
}
