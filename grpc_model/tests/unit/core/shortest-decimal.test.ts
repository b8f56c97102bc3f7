import fc from 'fast-check';
import { shortestDecimal } from '../../../src/core/tensor-json';

/** What the shortest decimal is, whatever it costs to find. */
function shortest(value: number): number {
  const candidates = [6, 7, 8, 9].map((digits) => Number(value.toPrecision(digits)));
  return candidates.find((candidate) => Math.fround(candidate) === value)!;
}

const words = new Uint32Array(1);
const floats = new Float32Array(words.buffer);

function floatOf(bits: number): number {
  words[0] = bits;
  return floats[0]!;
}

describe('the shortest decimal of a single-precision number', () => {
  it('is the one of fewest digits, from six on, that is read back as the number, for any bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (bits) => {
        const value = floatOf(bits);
        fc.pre(Number.isFinite(value));
        expect(shortestDecimal(value)).toBe(shortest(value));
      }),
      { numRuns: 5000 },
    );
  });

  it('is so close to powers of ten and to the middle between two decimals', () => {
    for (let exponent = -16; exponent <= 10; exponent++) {
      words[0] = 0;
      floats[0] = Number(`1e${exponent}`);
      const middle = words[0];
      for (let step = -200; step <= 200; step++) {
        const value = floatOf(middle + step);
        expect([value, shortestDecimal(value)]).toEqual([value, shortest(value)]);
        expect(shortestDecimal(-value)).toBe(shortest(-value));
      }
    }
    for (const value of [0.5, 0.25, 1.5, 0.0009765625, 262143.5, 999999.9375, 0]) {
      expect(shortestDecimal(Math.fround(value))).toBe(shortest(Math.fround(value)));
    }
  });
});
