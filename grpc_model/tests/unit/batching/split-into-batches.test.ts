import { splitIntoBatches } from '../../../src/batching/split-into-batches';

test.each([
  [0, 4, []],
  [1, 4, [1]],
  [4, 4, [4]],
  [5, 4, [4, 1]],
  [20, 4, [4, 4, 4, 4, 4]],
  [3, 1, [1, 1, 1]],
  [3, 2 ** 31 - 1, [3]],
])('%d items in batches of at most %d', (count, maxBatchSize, sizes) => {
  const items = Array.from({ length: count }, (_, index) => index);
  const batches = splitIntoBatches(items, maxBatchSize);
  expect(batches.map((batch) => batch.length)).toEqual(sizes);
  expect(batches.flat()).toEqual(items);
});
