import fc from 'fast-check';
import { DATATYPES, tensorBytes } from '../../../../src/contract';
import { ElementsError } from '../../../../src/core/json/elements-error';
import { readElements } from '../../../../src/core/json/read-elements';
import { writeElements } from '../../../../src/core/json/write-elements';
import type { JsonDatatype } from '../../../../src/core/json-elements';
import type { TensorPart } from '../../../../src/core/request';
import { arbitraryTensor } from '../../../support/arbitrary-tensor';

const JSON_DATATYPES = DATATYPES.filter((each): each is JsonDatatype => each !== 'FP16' && each !== 'BF16');

async function read(json: string, datatype: JsonDatatype, shape: readonly number[]): Promise<Uint8Array> {
  return readElements(Buffer.from(json), datatype, shape);
}

async function write({ datatype, ...part }: TensorPart): Promise<string> {
  const pieces: string[] = [];
  await writeElements({ ...part, datatype: datatype as JsonDatatype }, (piece) => pieces.push(piece));
  return pieces.join('');
}

async function problemOf(json: string, datatype: JsonDatatype, shape: readonly number[]): Promise<string> {
  const thrown: unknown = await read(json, datatype, shape).catch((error: unknown) => error);
  if (!(thrown instanceof ElementsError)) throw new Error(`It was read, or failed otherwise: ${String(thrown)}`);
  return `${thrown.problem}: ${thrown.message}`;
}

/** A flat list as lists within lists. */
function nest(texts: readonly string[], shape: readonly number[]): string {
  const [length = 1, ...rest] = shape;
  const step = texts.length / Math.max(length, 1);
  if (rest.length === 0) return `[${texts.join(', ')}]`;
  return `[ ${Array.from({ length }, (_, at) => nest(texts.slice(at * step, (at + 1) * step), rest)).join(' ,')}]`;
}

describe('elements in JSON', () => {
  it.each(JSON_DATATYPES)('are the same after having been written and read: %s', async (datatype) => {
    await fc.assert(
      fc.asyncProperty(arbitraryTensor([datatype]), async (part) => {
        const json = await write(part).catch(() => undefined);
        // What JSON has no form for is refused, and looked at elsewhere.
        fc.pre(json !== undefined);
        const flat = await read(json, datatype, part.shape);
        expect(await write({ ...part, bytes: flat })).toBe(json);
        expect(Buffer.from(flat).equals(part.bytes)).toBe(true);
      }),
    );
  });

  it.each(['FP32', 'FP64'] as const)('keep the sign of zero: %s', async (datatype) => {
    const bytes = await read('[-0, 0]', datatype, [2]);
    expect(await write({ kind: 'tensor', datatype, shape: [2], bytes })).toBe('[-0.0,0]');
  });

  it('are read the same nested and flat', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), async (shape) => {
        const count = shape.reduce((product, length) => product * length, 1);
        const texts = Array.from({ length: count }, (_, index) => String(index));
        const nested = await read(nest(texts, shape), 'INT32', shape);
        expect(Buffer.from(nested).equals(await read(`[${texts.join()}]`, 'INT32', shape))).toBe(true);
      }),
    );
  });

  it('are the doubles that JSON.parse reads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        async (list) => {
          const json = JSON.stringify(list);
          const bytes = await read(json, 'FP64', [list.length]);
          const expected = Float64Array.from(JSON.parse(json) as number[]);
          expect(Buffer.from(bytes).equals(tensorBytes({ datatype: 'FP64', shape: [], data: expected }))).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['INT8', '[-128, 127]'],
    ['INT16', '[-32768, 32767]'],
    ['INT32', '[-2147483648, 2147483647]'],
    ['INT64', '[-9223372036854775808, 9223372036854775807]'],
    ['UINT8', '[0, 255]'],
    ['UINT16', '[0, 65535]'],
    ['UINT32', '[0, 4294967295]'],
    ['UINT64', '[9007199254740993, 18446744073709551615]'],
    ['FP32', '[3.4028235e+38, 1.4013e-45]'],
    ['FP64', '[1.7976931348623157e+308, 5e-324]'],
    ['BYTES', '["", "\\u00e4 [\\"] , é 😀"]'],
  ] as const)('keep their extremes: %s', async (datatype, json) => {
    const bytes = await read(json, datatype, [2]);
    const written = await write({ kind: 'tensor', datatype, shape: [2], bytes });
    if (datatype === 'BYTES' || datatype.startsWith('FP')) expect(JSON.parse(written)).toEqual(JSON.parse(json));
    else expect(written).toBe(json.replaceAll(' ', ''));
  });

  it.each([
    ['INT8', '[1, 128]', 'misfit: has 128 at index 1; expected whole numbers from -128 to 127 (INT8)'],
    ['UINT8', '[1, -1]', 'misfit: has -1 at index 1; expected whole numbers from 0 to 255 (UINT8)'],
    ['INT32', '[1, 1.5]', 'misfit: has 1.5 at index 1; expected whole numbers from -2147483648 to 2147483647 (INT32)'],
    [
      'INT64',
      '[1, 9223372036854775808]',
      'misfit: has 9223372036854775808 at index 1; expected whole numbers from -9223372036854775808 to 9223372036854775807 (INT64)',
    ],
    [
      'UINT64',
      '[1, 1e19]',
      'misfit: has 1e19 at index 1; expected whole numbers from 0 to 18446744073709551615 (UINT64)',
    ],
    ['INT64', '[1, "2"]', expect.stringMatching(/^misfit: has "2" at index 1/)],
    ['FP32', '[1, 1e39]', 'misfit: has 1e+39 at index 1; expected finite numbers (FP32)'],
    ['FP64', '[1, 1e999]', 'misfit: has a number beyond FP64 at index 1; expected finite numbers (FP64)'],
    ['FP64', '[1, null]', 'misfit: has null at index 1; expected finite numbers (FP64)'],
    ['BOOL', '[true, 1]', 'misfit: has 1 at index 1; expected true or false'],
    ['BYTES', '["a", 1]', expect.stringMatching(/^misfit: has 1 at index 1/)],
    ['BYTES', '["a", "\\ud800"]', expect.stringMatching(/^misfit: has "\\ud800" at index 1/)],
    ['INT8', '[1, {"a": 1}]', 'misfit: has an object in it'],
    ['INT8', '[1, 2, 3]', 'too-many: has a list of more than 2 entries'],
    ['INT8', '[ 1 ]', 'too-few: has a list of 1 entries; expected 2'],
    [
      'INT8',
      '[[1, 2]]',
      'uneven: is nested otherwise than its shape is; expected lists as the shape has them, or a flat one',
    ],
    ['INT8', '[1 2 3]', expect.stringMatching(/^(malformed|too-few)/)],
    ['INT8', '[,1]', expect.stringMatching(/^malformed/)],
    ['INT8', '[01,2]', expect.stringMatching(/^malformed/)],
    ['INT8', '[1,2', expect.stringMatching(/^malformed/)],
    ['INT8', '5', 'malformed: is no list'],
  ] as const)('refuses %s of %s', async (datatype, json, problem) => {
    expect(await problemOf(json, datatype, [2])).toEqual(problem);
  });

  it.each([
    ['[[1, 2], [3]]', 'too-few'],
    ['[[1, 2, 3], [4]]', 'too-many'],
    ['[[1, 2], 3]', 'uneven'],
    ['[[1, 2], [3, [4]]]', 'uneven'],
    ['[1, 2, [3, 4]]', 'uneven'],
    ['[[1, 2] [3, 4]]', 'too-few'],
    ['[[1, 2], [3, 4], [5, 6]]', 'too-many'],
  ])('refuses lists that are nested unevenly: %s', async (json, problem) => {
    expect(await problemOf(json, 'INT8', [2, 2])).toMatch(new RegExp(`^${problem}`));
  });

  it('does not take memory for elements that were not sent', async () => {
    expect(await problemOf('[1]', 'FP64', [2 ** 40])).toMatch(/^too-few/);
  });

  it('refuses texts that are not UTF-8', async () => {
    const json = Buffer.concat([Buffer.from('["'), Buffer.of(0xff), Buffer.from('"]')]);
    await expect(readElements(json, 'BYTES', [1])).rejects.toThrow('is not UTF-8');
  });

  const blanks = ' '.repeat(1_000_000);

  it.each([
    ['a number without end', 'FP64', `[${'1'.repeat(100_000)},1]`],
    ['blanks before the first element', 'INT8', `[${blanks}1,2]`],
    ['blanks between brackets', 'INT8', `[[${blanks}1],[2]]`],
    ['a text where a number should be', 'INT8', `["${blanks}",1]`],
    ['texts without commas', 'BYTES', `[${'"abcdefg" '.repeat(1_000_000)},""]`],
  ] as const)('refuses what would be too much to parse at once: %s', async (_what, datatype, json) => {
    const shape = json.startsWith('[[') ? [2, 1] : [2];
    expect(await problemOf(json, datatype, shape)).toMatch(/^malformed: has more than \d+ bytes without a comma$/);
  });

  it('reads blanks between elements, and long texts', async () => {
    const gap = ' '.repeat(30_000);
    expect(await read(`[${gap}1${gap},${gap}2${gap}]`, 'INT8', [2])).toEqual(Uint8Array.of(1, 2));
    const texts = ['x'.repeat(8_000_000), ''];
    expect((await read(JSON.stringify(texts), 'BYTES', [2])).byteLength).toBe(8_000_008);
  });

  it('reads more than a chunk at a time', async () => {
    const list = Array.from({ length: 50_000 }, (_, index) => index * 7);
    const bytes = await read(JSON.stringify(list), 'INT64', [50, 1000]);
    expect(Array.from(new BigInt64Array(bytes.buffer), Number)).toEqual(list);
  });

  it.each([
    ['FP32', Uint8Array.of(0, 0, 0xc0, 0x7f), 'has NaN at index 0'],
    ['FP64', new Uint8Array(Float64Array.of(-Infinity).buffer), 'has -Infinity at index 0'],
    ['BYTES', Uint8Array.of(1, 0, 0, 0, 0xff), 'has bytes at index 0 that are not UTF-8'],
  ] as const)('refuses to write what JSON cannot carry: %s', async (datatype, bytes, message) => {
    await expect(write({ kind: 'tensor', datatype, shape: [1], bytes })).rejects.toThrow(message);
  });
});
