import fc from 'fast-check';
import { byNewest, parseVersion } from '../../../src/catalog/version';

test.each([
  ['1.2.3', 1_002_003],
  ['0.0.0', 0],
  ['999.999.999', 999_999_999],
  ['0', 0],
  ['7', 7],
  ['1700000000', 1_700_000_000],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
])('%s is the number %d', (text, number) => expect(parseVersion(text)).toEqual({ text, number }));

test.each([
  '',
  '1.0',
  '1.2.3.4',
  '1000.0.0',
  '1.2.1000',
  '01',
  '1.02.3',
  '-1',
  '+1',
  '1e3',
  'v1',
  ' 1',
  '1.2.3-rc',
  '9007199254740992',
  '１',
])('%j is no version', (text) => expect(parseVersion(text)).toBeUndefined());

test('the order of numbers is the order of x, y and z', () => {
  const part = fc.integer({ min: 0, max: 999 });
  fc.assert(
    fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (a, b) => {
      const [first, second] = [a, b].map((parts) => parseVersion(parts.join('.'))!);
      const expected = b[0] - a[0] || b[1] - a[1] || b[2] - a[2];
      expect(Math.sign(byNewest(first!, second!))).toBe(Math.sign(expected));
    }),
  );
});
