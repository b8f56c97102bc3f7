import { retryDelayMs } from '../../../src/catalog/retry-policy';

test.each([
  [0, 0],
  [1, 0],
  [2, 1000],
  [3, 2000],
  [6, 16_000],
  [7, 30_000],
  [2000, 30_000],
])('after %d failures in a row a model may load again after %d ms', (failures, delayMs) => {
  expect(retryDelayMs(failures)).toBe(delayMs);
});
