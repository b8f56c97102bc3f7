import { GROW_AFTER_MS, shouldGrow, shouldRecycle, shouldShrink } from '../../../src/execution/scale-policy';

describe('one more worker is started', () => {
  test.each<[string, number, number, number, number, boolean]>([
    ['when work has waited long enough', GROW_AFTER_MS, 1, 1, 2, true],
    ['not before', GROW_AFTER_MS - 1, 1, 1, 2, false],
    ['not beyond the most', 1000, 2, 2, 2, false],
    ['not while another one starts', 1000, 1, 2, 3, false],
    ['not while one is replaced', 1000, 2, 3, 4, false],
    ['up to the most, and up to there only', 1000, 2, 2, 3, true],
  ])('%s', (_, waitedMs, ready, all, max, expected) => {
    expect(shouldGrow(waitedMs, { ready, all }, { min: 1, max })).toBe(expected);
  });
});

describe('a worker is let go', () => {
  test.each<[string, number, number, number, number, boolean]>([
    ['when it was idle for the whole time', 1000, 2, 2, 1, true],
    ['not before', 999, 2, 2, 1, false],
    ['not when it is one of the least', 5000, 2, 2, 2, false],
    ['not while another one starts', 5000, 2, 3, 1, false],
    ['not when it is the last one', 5000, 1, 1, 1, false],
  ])('%s', (_, idleMs, ready, all, min, expected) => {
    expect(shouldShrink(idleMs, 1000, { ready, all }, { min, max: 9 })).toBe(expected);
  });
});

describe('a worker that is well is replaced', () => {
  test.each<[string, number, number, number, number, boolean]>([
    ['never without limits', 1e9, 1e12, 0, 0, false],
    ['after so many calls', 10, 0, 10, 0, true],
    ['not before', 9, 0, 10, 0, false],
    ['above so many bytes', 0, 101, 0, 100, true],
    ['not at so many bytes', 0, 100, 0, 100, false],
    ['when either limit is reached', 10, 0, 10, 100, true],
  ])('%s', (_, answered, residentBytes, afterCalls, aboveBytes, expected) => {
    expect(shouldRecycle({ answered, residentBytes }, { afterCalls, aboveBytes })).toBe(expected);
  });
});
