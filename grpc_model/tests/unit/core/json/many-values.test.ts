import fc from 'fast-check';
import { cutJson, MAX_PARSED_VALUES } from '../../../../src/core/json/cut-json';
import { countValues, endOfString } from '../../../../src/core/json/json-bytes';
import { readJson } from '../../../../src/transport/http/read-json';

const PATH = ['inputs', '*', 'data'];
const listOf = (count: number) => `{"a":[${Array<string>(count).fill('1').join(',')}]}`;

describe('JSON of many values', () => {
  it.each([
    ['around the data of inputs', (text: string) => cutJson(Buffer.from(text), PATH, 16), ' beside inputs.*.data'],
    ['elsewhere', async (text: string) => readJson(Buffer.from(text), 16), ''],
  ])('is refused %s, because parsing it would hold up others', async (_, read, where) => {
    await expect(read(listOf(MAX_PARSED_VALUES))).rejects.toMatchObject({
      code: 'invalid-argument',
      message: `The body has more than ${MAX_PARSED_VALUES} values of JSON${where}; expected at most that many.`,
    });
    await expect(read(listOf(MAX_PARSED_VALUES - 3))).resolves.toBeDefined();
  });

  it('is not what a text with many commas in it is', () => {
    expect(readJson(Buffer.from(JSON.stringify({ text: ',["'.repeat(MAX_PARSED_VALUES) })), 16)).toBeDefined();
  });

  it('is not what the data of an input are', async () => {
    const data = `[${Array<string>(MAX_PARSED_VALUES * 2)
      .fill('1')
      .join(',')}]`;
    const { values } = await cutJson(Buffer.from(`{"inputs":[{"data":${data}}]}`), PATH, 16);
    expect(values.map(String)).toEqual([data]);
  });

  it('is counted without what stands in texts', () => {
    expect(countValues(Buffer.from('{"a,[{":[1,"\\",[",{}]}'))).toBe(6);
  });
});

test('a text ends at the first quote that is not escaped, for any text', () => {
  const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('"', '\\', 'a') }));
  fc.assert(
    fc.property(texts, texts, (before, text) => {
      const opening = Buffer.byteLength(before);
      const literal = Buffer.from(JSON.stringify(text));
      const bytes = Buffer.concat([Buffer.from(before), literal, Buffer.from('"more"')]);
      expect(endOfString(bytes, opening)).toBe(opening + literal.byteLength - 1);
      expect(endOfString(literal.subarray(0, -1), 0)).toBe(literal.byteLength - 1);
    }),
  );
});

test('a body of more JSON than is parsed at once is refused with its size', () => {
  expect(() => readJson(Buffer.alloc(4 * 2 ** 20 + 1, ' '), 16)).toThrow(
    'The body has 4194305 bytes; expected at most 4194304 of JSON.',
  );
});
