import fc from 'fast-check';
import { exactInteger, parseJson } from '../../../../src/core/json/exact-integers';

describe('JSON with exact integers', () => {
  it('is what JSON.parse reads, with every digit of whole numbers beside it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })), (integers) => {
        const members = Object.entries(integers).map(([key, value]) => `${JSON.stringify(key)}:${value}`);
        const text = `{"others":[1.5,"9007199254740993"],"integers":{${members.join(',')}}}`;
        const parsed = parseJson(text) as { readonly integers: Record<string, number> };
        expect(parsed).toEqual(JSON.parse(text));
        for (const [key, value] of Object.entries(integers)) {
          expect(exactInteger(parsed.integers, key) ?? BigInt(parsed.integers[key]!)).toBe(value);
        }
      }),
    );
  });

  it('keeps nothing of what is no whole number', () => {
    const parsed = parseJson('{"a":9007199254740993.5,"b":1e300,"c":"9007199254740993","d":1e19}') as object;
    expect(['a', 'b', 'c', 'd', 'e', 'constructor'].map((key) => exactInteger(parsed, key))).toEqual(
      Array(6).fill(undefined),
    );
  });
});
