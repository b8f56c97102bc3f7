import fc from 'fast-check';
import { ERROR_CODES, ServingError } from '../../../src/core/errors';
import { failed, succeeded, type Item, type ItemResult, type Part } from '../../../src/core/request';
import {
  BodyReader,
  bodyOf,
  layoutOf,
  readResults,
  resultLayoutOf,
  type ItemLayout,
  type ResultLayout,
} from '../../../src/execution/worker-protocol';
import { arbitraryTensor } from '../../support/arbitrary-tensor';

/** What arrives at the other end is what JSON leaves of it. */
const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const bytes: fc.Arbitrary<Part> = fc.uint8Array({ maxLength: 50 }).map((each) => ({ kind: 'bytes', bytes: each }));
const item: fc.Arbitrary<Item> = fc
  .dictionary(fc.string(), fc.oneof(bytes, arbitraryTensor()), { noNullPrototype: true })
  .map((parts) => new Map(Object.entries(parts)));

const plain = (each: Item) =>
  Array.from(each, ([name, part]) => [name, { ...part, bytes: Buffer.from(part.bytes).toString('hex') }]);

test('any items come out of layout and body as they went in', () => {
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const layouts: ItemLayout[] = overTheWire(items.map(layoutOf));
      const reader = new BodyReader(Buffer.concat(bodyOf(items)));
      expect(layouts.map((layout) => plain(reader.item(layout)))).toEqual(items.map(plain));
    }),
  );
});

test('any results, good and bad, come out as they went in', () => {
  const error = fc
    .record({ code: fc.constantFrom(...ERROR_CODES), message: fc.string() })
    .map(({ code, message }) => new ServingError(code, message));
  const result: fc.Arbitrary<ItemResult> = fc.oneof(item.map(succeeded), error.map(failed));
  const describe = (each: ItemResult) =>
    each.ok ? plain(each.output) : { code: each.error.code, message: each.error.message };
  fc.assert(
    fc.property(fc.array(result), (results) => {
      const layouts: ResultLayout[] = overTheWire(results.map(resultLayoutOf));
      const body = Buffer.concat(bodyOf(results.flatMap((each) => (each.ok ? [each.output] : []))));
      expect(readResults(layouts, body).map(describe)).toEqual(results.map(describe));
    }),
  );
});
