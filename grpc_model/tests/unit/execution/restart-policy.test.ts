import { restartDelayMs } from '../../../src/execution/restart-policy';

test.each([
  [0, 0],
  [1, 0],
  [2, 100],
  [3, 200],
  [4, 400],
  [8, 6400],
  [9, 10_000],
  [2000, 10_000],
])('after %d failures in a row a worker is replaced after %d ms', (failures, delayMs) => {
  expect(restartDelayMs(failures)).toBe(delayMs);
});
