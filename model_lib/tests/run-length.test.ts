import fc from 'fast-check';
import { decodeRuns, encodeRuns } from '../src/run-length';
import { maskOf } from './support/strokes';

describe('run-length encoding', () => {
  it('counts down the columns, zeros first', () => {
    expect(encodeRuns(maskOf('..#', '.##'))).toEqual([3, 3]);
    expect(encodeRuns(maskOf('#.', '.#'))).toEqual([0, 1, 2, 1]);
  });

  it('writes one count for an empty mask', () => {
    expect(encodeRuns(maskOf('...', '...'))).toEqual([6]);
  });

  it('returns every mask as it was', () => {
    const masks = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([width, height]) =>
        fc
          .uint8Array({ min: 0, max: 1, minLength: width * height, maxLength: width * height })
          .map((cells) => ({ width, height, cells })),
      );
    fc.assert(
      fc.property(masks, (mask) => {
        const decoded = decodeRuns(encodeRuns(mask), mask.width, mask.height);
        expect(Array.from(decoded.cells)).toEqual(Array.from(mask.cells));
      }),
      { seed: 7 },
    );
  });

  it('refuses counts that belong to another size', () => {
    expect(() => decodeRuns([5], 2, 3)).toThrow('The runs cover 5 pixels; 2 × 3 pixels were expected.');
  });
});
