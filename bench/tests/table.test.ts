import { meetsTarget, type Measurement, type Target } from '../benchmark';
import { formatTable } from '../table';

const measurement: Measurement = { what: 'calls', value: 300, unit: 'µs', baseline: 200, ratio: 1.5, difference: 100 };

describe('meetsTarget', () => {
  it.each<[Target['of'], Target['bound'], number, boolean]>([
    ['value', 'at most', 300, true],
    ['value', 'at least', 301, false],
    ['ratio', 'at most', 1.4, false],
    ['ratio', 'at least', 1.5, true],
    ['difference', 'at most', 100, true],
    ['difference', 'at most', 99, false],
  ])('holds the %s against "%s %d": %s', (of, bound, limit, isMet) => {
    expect(meetsTarget({ ...measurement, target: { of, bound, limit } })).toBe(isMet);
  });

  it('misses a target whose figure is not there', () => {
    const target: Target = { of: 'ratio', bound: 'at most', limit: 1 };
    expect(meetsTarget({ what: 'x', value: 1, unit: 's', target })).toBe(false);
  });
});

describe('formatTable', () => {
  it('shows the figure that the target is about', () => {
    const target: Target = { of: 'difference', bound: 'at most', limit: 175 };
    const [, , line] = formatTable([{ ...measurement, target }]).split('\n');
    expect(line).toBe('calls    300 µs    200 µs  +100 µs  ≤ +175 µs  met');
  });
});
