/** Enough to keep the file system's threads busy. */
const AT_A_TIME = 16;

/** Maps in order, a few at a time: a store may have a thousand models. */
export async function mapFew<T, R>(values: readonly T[], map: (value: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(values.length);
  const queue = values.entries();
  const work = async () => {
    for (const [index, value] of queue) results[index] = await map(value);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return results;
}
