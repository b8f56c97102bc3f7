import { mean, median, medianDifference, medianRatio, percentile } from '../statistics';

describe('percentile', () => {
  it.each<[string, number, number]>([
    ['the smallest value', 0, 10],
    ['a value that lies there', 25, 20],
    ['what lies between two neighbours', 90, 46],
    ['the largest value', 100, 50],
  ])('is %s at %d', (_, percent, expected) => {
    expect(percentile([50, 10, 40, 20, 30], percent)).toBeCloseTo(expected);
  });

  it('orders numbers by size, not as texts', () => {
    expect(percentile([100, 9, 80], 100)).toBe(100);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
  });

  it('is the only value there is', () => {
    expect(percentile([7], 99)).toBe(7);
  });
});

describe('median', () => {
  it('is the middle value', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is the mean of the two in the middle', () => {
    expect(median([4, 1, 9, 2])).toBe(3);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('the median of rounds', () => {
  const values = [2, 20, 300];
  const baselines = [1, 20, 100];

  it('compares each value with that of its own round', () => {
    expect(medianRatio(values, baselines)).toBe(2);
    expect(medianDifference(values, baselines)).toBe(1);
  });
});

describe('mean', () => {
  it('is the sum by the number', () => {
    expect(mean([1, 2, 6])).toBe(3);
  });

  it('of nothing is no number', () => {
    expect(mean([])).toBeNaN();
  });
});
