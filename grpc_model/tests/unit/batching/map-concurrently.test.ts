import { mapConcurrently } from '../../../src/batching/map-concurrently';

/** Work that ends when the test says so. */
function setUp(count: number, limit: number) {
  const begun: number[] = [];
  const ends: { succeed: () => void; fail: () => void }[] = [];
  const run = (each: number) => {
    begun.push(each);
    return new Promise<string>((resolve, reject) => {
      ends[each] = { succeed: () => resolve(`r${each}`), fail: () => reject(new Error(`e${each}`)) };
    });
  };
  const done = mapConcurrently(
    Array.from({ length: count }, (_, index) => index),
    limit,
    run,
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { begun, ends, done, settle };
}

test('results are in the order of the list, whatever ends first', async () => {
  const { ends, done } = setUp(3, 3);
  for (const index of [2, 0, 1]) ends[index]!.succeed();
  expect(await done).toEqual(['r0', 'r1', 'r2']);
});

test('no more than the limit run at the same time, and the next begins when one ends', async () => {
  const { begun, ends, done, settle } = setUp(4, 2);
  expect(begun).toEqual([0, 1]);
  ends[1]!.succeed();
  await settle();
  expect(begun).toEqual([0, 1, 2]);
  for (const index of [0, 2]) ends[index]!.succeed();
  await settle();
  ends[3]!.succeed();
  expect(await done).toHaveLength(4);
});

test('after a rejection no further one begins', async () => {
  const { begun, ends, done, settle } = setUp(5, 2);
  ends[0]!.fail();
  await expect(done).rejects.toThrow('e0');
  ends[1]!.succeed();
  await settle();
  expect(begun).toEqual([0, 1]);
});

test('an empty list is done at once', async () => expect(await setUp(0, 2).done).toEqual([]));
