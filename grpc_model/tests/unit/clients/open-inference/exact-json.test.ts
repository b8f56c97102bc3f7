import fc from 'fast-check';
import { hasLongIntegers, parseExactJson } from '../../../../src/clients/open-inference/exact-json';

describe('parseExactJson', () => {
  it('keeps every digit of a long whole number', () => {
    expect(parseExactJson('[9223372036854775807, -9223372036854775808,18446744073709551615,12]')).toEqual([
      '9223372036854775807',
      '-9223372036854775808',
      '18446744073709551615',
      12,
    ]);
  });

  it.each([
    '"1234567890123456"',
    '"\\"1234567890123456\\\\"',
    '0.12345678901234567',
    '1234567890123456.5',
    '1234567890123456e2',
    '1e-12',
    '{"a\\\\":1.5E+10}',
  ])('leaves %s alone', (text) => {
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  it('reads whatever has no long whole numbers as JSON does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!hasLongIntegers(text));
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('has every whole number of 64 bits, exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })), (numbers) => {
        const parsed = parseExactJson(`[${numbers.join(' ,')}]`) as (string | number)[];
        expect(parsed.map(BigInt)).toEqual(numbers);
      }),
    );
  });
});
