import { fromHalf, toHalf } from '../../../src/core/half-precision';

test.each([
  [0x0000, 0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x0001, 2 ** -24],
  [0x7bff, 65504],
])('the bits %d are %d, both ways', (bits, value) => {
  expect(fromHalf(bits)).toBe(value);
  expect(toHalf(value)).toBe(bits);
});

test('every finite number comes back from its bits', () => {
  const finite = Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00);
  expect(finite.filter((bits) => toHalf(fromHalf(bits)) !== bits)).toEqual([]);
});

test('what has no bits of its own gets the nearest ones', () => {
  expect([toHalf(1.0001), toHalf(1e9), toHalf(1 - 2 ** -13)]).toEqual([0x3c00, 0x7bff, 0x3c00]);
  expect([fromHalf(0x7c00), fromHalf(0xfc00), fromHalf(toHalf(NaN))]).toEqual([Infinity, -Infinity, NaN]);
});
