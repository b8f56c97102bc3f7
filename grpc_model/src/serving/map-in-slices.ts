import { setImmediate as nextTurn } from 'node:timers/promises';

/** Some microseconds each; the event loop gets its turn after about a millisecond. */
const SLICE = 256;

/** The results of a cheap function over a list that may be long, without holding up everybody else meanwhile. */
export async function mapInSlices<T, R>(list: readonly T[], map: (each: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  for (const [index, each] of list.entries()) {
    if (index > 0 && index % SLICE === 0) await nextTurn();
    results.push(map(each, index));
  }
  return results;
}
