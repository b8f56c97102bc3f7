import { compareJson } from '../../../src/test-cases/compare-json';

const tolerance = { absolute: 1e-4, relative: 1e-3 };
const compare = (expected: unknown, found: unknown) => compareJson(expected, found, tolerance);

describe('compareJson', () => {
  it.each([
    ['equal values', { a: [1, 'x', null, true] }, { a: [1, 'x', null, true] }],
    ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['a number within the absolute tolerance', 0.5, 0.50009],
    ['a number within the relative tolerance', 1000, 1000.9],
  ])('finds no difference in %s', (_, expected, found) => {
    expect(compare(expected, found)).toEqual([]);
  });

  it.each([
    ['a number beyond the tolerance', { a: 1 }, { a: 1.01 }, '$.a: expected 1, found 1.01'],
    ['a text', ['x'], ['y'], '$[0]: expected "x", found "y"'],
    ['a missing key', { a: 1 }, {}, '$.a: expected 1, found nothing'],
    ['a key too many', {}, { a: 1 }, '$.a: expected nothing, found 1'],
    ['lists of different lengths', [1, 2], [1], '$: expected 2 elements, found 1'],
    ['null and zero', null, 0, '$: expected null, found 0'],
    ['a list and a map', [], {}, '$: expected [], found {}'],
    ['a number and its text', 1, '1', '$: expected 1, found "1"'],
  ])('names the place of %s', (_, expected, found, difference) => {
    expect(compare(expected, found)).toEqual([difference]);
  });

  it('names every difference', () => {
    expect(compare({ a: 1, b: [1, 2] }, { a: 2, b: [1, 3] })).toHaveLength(2);
  });
});
