import fc from 'fast-check';
import type { Datatype } from '../../../src/contract';
import type { Item, TensorPart } from '../../../src/core/request';
import { isSplittable, joinItems, rowLayoutOf, rowsOf, splitItem, type RowLayout } from '../../../src/core/rows';
import { itemOf } from '../../support/requests';

const layout: RowLayout = { inputs: new Set(['x', 'y']), hasRowsInAllOutputs: true };
const tensor = (datatype: Datatype, shape: number[], bytes: Uint8Array): TensorPart => ({
  kind: 'tensor',
  datatype,
  shape,
  bytes,
});
const floats = (...shape: number[]) =>
  tensor(
    'FP32',
    shape,
    new Uint8Array(4 * shape.reduce((product, length) => product * length, 1)).map((_, at) => at),
  );
const texts = (shape: number[], elements: readonly Uint8Array[]) =>
  tensor(
    'BYTES',
    shape,
    Buffer.concat(
      elements.flatMap((element) => {
        const length = Buffer.alloc(4);
        length.writeUInt32LE(element.byteLength);
        return [length, element];
      }),
    ),
  );
const item = (parts: Record<string, TensorPart>): Item => new Map(Object.entries(parts));

test.each<[string, Item, number | undefined]>([
  ['bytes alone', itemOf({ x: 'abc' }), 1],
  ['a tensor with rows', item({ x: floats(3, 2) }), 3],
  ['two of equally many', item({ x: floats(3, 2), y: floats(3) }), 3],
  ['two of different numbers', item({ x: floats(3, 2), y: floats(2) }), undefined],
  ['a tensor without rows', item({ fixed: floats(3, 2) }), 1],
  ['one with and one without', item({ x: floats(3, 2), fixed: floats(3) }), undefined],
  ['one with, and bytes', new Map([...item({ x: floats(3) }), ...itemOf({ text: 'a' })]), 3],
])('the rows of %s', (_, given, expected) => expect(rowsOf(given, layout)).toBe(expected));

test('an item is split only where all of it, and all of its output, has rows', () => {
  expect(isSplittable(item({ x: floats(3), y: floats(3) }), layout)).toBe(true);
  expect(isSplittable(item({ x: floats(3) }), { ...layout, hasRowsInAllOutputs: false })).toBe(false);
  expect(isSplittable(item({ x: floats(3), y: floats(2) }), layout)).toBe(false);
  expect(isSplittable(new Map([...item({ x: floats(3) }), ...itemOf({ text: 'a' })]), layout)).toBe(false);
});

test('rows are where the declared shape begins with -1', () => {
  const size = { text: '1M', value: 1e6 };
  const declared = (name: string, shape: number[]) => ({
    ...{ name, acceptedMediaTypes: [], mediaType: '', maxSize: size, description: '' },
    tensor: { datatype: 'FP32' as const, shape },
  });
  const of = (output: number[]) =>
    rowLayoutOf({ inputs: [declared('x', [-1, 4]), declared('fixed', [1, 4])], outputs: [declared('out', output)] });
  expect(of([-1])).toEqual({ inputs: new Set(['x']), hasRowsInAllOutputs: true });
  expect(of([1]).hasRowsInAllOutputs).toBe(false);
});

test('any item, cut anywhere and joined, comes out equal; the pieces are views', () => {
  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 9 }),
    perRow: fc.integer({ min: 1, max: 3 }),
    maxRows: fc.integer({ min: 1, max: 10 }),
    elements: fc.array(fc.uint8Array({ maxLength: 5 }), { minLength: 27, maxLength: 27 }),
  });
  fc.assert(
    fc.property(cases, ({ rows, perRow, maxRows, elements }) => {
      const whole = item({ x: floats(rows, perRow), y: texts([rows, perRow], elements.slice(0, rows * perRow)) });
      const pieces = splitItem(whole, maxRows);
      const counts = pieces.map((piece) => rowsOf(piece, layout)!);
      expect(Math.max(...counts)).toBeLessThanOrEqual(maxRows);
      const joined = joinItems(pieces, counts);
      for (const [name, part] of whole) {
        expect(joined.get(name)).toMatchObject({ datatype: (part as TensorPart).datatype, shape: [rows, perRow] });
        expect(Buffer.from(joined.get(name)!.bytes).equals(part.bytes)).toBe(true);
        for (const piece of pieces) expect(piece.get(name)!.bytes.buffer).toBe(part.bytes.buffer);
      }
    }),
  );
});

test.each<[string, Item, RegExp]>([
  ['of another number of rows', item({ x: floats(1, 2) }), /"x" is a tensor of the shape \[1, 2\] for 2 rows/],
  ['that is missing', item({}), /"x" is no tensor for 2 rows/],
  ['of another shape', item({ x: floats(2, 3) }), /"x" was FP32 \[2, 2\] for some rows .* FP32 \[2, 3\] for others/],
])('an output %s cannot be joined, and says why', (_, second, message) => {
  expect(() => joinItems([item({ x: floats(2, 2) }), second], [2, 2])).toThrow(message);
});
