/**
 * The results of a function over a list, in order, with at most `limit` calls of it under way, so that one request of
 * many items leaves room for its neighbours. After a rejection no further call begins.
 */
export async function mapConcurrently<T, R>(
  list: readonly T[],
  limit: number,
  run: (each: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let hasFailed = false;
  const work = async () => {
    while (next < list.length && !hasFailed) {
      const at = next++;
      try {
        results[at] = await run(list[at]!);
      } catch (thrown) {
        hasFailed = true;
        throw thrown;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, list.length) }, work));
  return results;
}
