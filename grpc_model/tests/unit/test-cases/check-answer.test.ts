import sharp from 'sharp';
import { encodeNpy, type NpyDatatype } from '../../../src/core/npy';
import { checkAnswer, type Answer } from '../../../src/test-cases/check-answer';
import type { TestCase } from '../../../src/test-cases/read-test-cases';
import { declaredOutput, testMetadata } from '../../support/test-bundle';

const tolerance = { absolute: 1e-4, relative: 1e-4 };
const BOTH = { detectDrift: true, explain: true };
const NEITHER = { detectDrift: false, explain: false };

function caseOf(outputs: Record<string, Buffer>): TestCase {
  return { name: 'a case', inputs: {}, expected: { outputs }, tolerance, isReviewed: true };
}

/** Compares one expected output with one found, of the given media type. */
function compare(mediaType: string, expected: Buffer | string, found: Buffer | string, flags = BOTH) {
  const metadata = testMetadata({ outputs: [declaredOutput('out', { mediaType })] });
  const answer: Answer = { success: true, output: { out: Buffer.from(found) } };
  return checkAnswer(caseOf({ out: Buffer.from(expected) }), answer, flags, metadata);
}

function npy(datatype: NpyDatatype, shape: readonly number[], { buffer }: ArrayBufferView): Buffer {
  return Buffer.from(encodeNpy(datatype, { shape, bytes: new Uint8Array(buffer) }));
}

function picture(value: number, format: 'png' | 'webp', width = 8): Promise<Buffer> {
  const background = { r: value, g: value, b: value };
  return sharp({ create: { width, height: 8, channels: 3, background } })
    .toFormat(format, { lossless: true })
    .toBuffer();
}

describe('checkAnswer', () => {
  it('compares JSON by value', async () => {
    expect(await compare('application/json', '{"a": 1.0, "b": 2}', '{"b":2,"a":1}')).toEqual([]);
    expect(await compare('application/json', '{"a": 1}', '{"a":2}')).toEqual(['out: $.a: expected 1, found 2']);
    expect(await compare('application/json', '{}', 'no json')).toEqual([expect.stringContaining('out: not JSON')]);
  });

  it('expects null in the envelope for what was not asked for', async () => {
    const expected = '{"data":{"result":1,"explanation":[2],"drift":{"distance":3}}}';
    const without = '{"data":{"result":1,"explanation":null,"drift":null}}';
    expect(await compare('application/json', expected, expected, BOTH)).toEqual([]);
    expect(await compare('application/json', expected, without, NEITHER)).toEqual([]);
    expect(await compare('application/json', expected, expected, NEITHER)).toHaveLength(2);
    expect(await compare('application/json', expected, without, BOTH)).toHaveLength(2);
  });

  it('compares tensors by their elements, whole numbers and floats each in their way', async () => {
    const floats = (...values: number[]) => npy('FP32', [1, values.length], new Float32Array(values));
    const classes = (...values: number[]) =>
      npy(
        'INT64',
        [values.length],
        BigInt64Array.from(values, (value) => BigInt(value)),
      );
    const compareNpy = (expected: Buffer, found: Buffer) => compare('application/x-npy', expected, found);
    expect(await compareNpy(floats(1, NaN, Infinity), floats(1.00005, NaN, Infinity))).toEqual([]);
    expect(await compareNpy(floats(1, 2, 3), floats(1, 2.1, 4))).toEqual([
      'out: 2 of 3 elements differ, the first at [0, 1]: expected 2, found 2.0999999046325684',
    ]);
    expect(await compareNpy(floats(Infinity), floats(1))).toHaveLength(1);
    expect(await compareNpy(floats(1), floats(NaN))).toHaveLength(1);
    expect(await compareNpy(classes(100_000), classes(100_001))).toHaveLength(1);
    expect(await compareNpy(floats(1, 2), floats(1))).toEqual([
      'out: expected a tensor FP32 [1, 2], found FP32 [1, 1]',
    ]);
    expect(await compareNpy(floats(1), Buffer.from('x'))).toEqual([
      'out: the output found is neither .npy nor a JSON list',
    ]);
    expect(
      await compareNpy(npy('FP16', [1], Uint16Array.of(0x3c00)), npy('FP16', [1], Uint16Array.of(0x3c01))),
    ).toEqual(['out: 1 of 1 elements differ, the first at [0]: expected 1, found 1.0009765625']);
  });

  it('reads the expected tensor of a declared output from JSON, too', async () => {
    const tensor = { datatype: 'FP32', shape: [-1, 2] } as const;
    const metadata = testMetadata({ outputs: [declaredOutput('out', { mediaType: 'application/x-npy', tensor })] });
    const found = npy('FP32', [1, 2], Float32Array.of(1, 2));
    const check = (expected: string) =>
      checkAnswer(caseOf({ out: Buffer.from(expected) }), { success: true, output: { out: found } }, BOTH, metadata);
    expect(await check('[[1, 2]]')).toEqual([]);
    expect(await check('[[1, 3]]')).toHaveLength(1);
  });

  it('compares text without regard to line endings', async () => {
    expect(await compare('text/plain', 'a\r\nb\n', 'a\nb')).toEqual([]);
    expect(await compare('text/plain', 'a', 'b')).toEqual(['out: expected "a", found "b"']);
  });

  it('compares pictures by their pixels, whatever their compression', async () => {
    expect(await compare('image/png', await picture(100, 'png'), await picture(100, 'webp'))).toEqual([]);
    expect(await compare('image/png', await picture(100, 'png'), await picture(110, 'png'))).toEqual([
      expect.stringContaining('the pixels differ by 0.039'),
    ]);
    expect(await compare('image/png', await picture(100, 'png'), await picture(100, 'png', 9))).toEqual([
      'out: expected 8×8 with 3 channels, found 9×8 with 3 channels',
    ]);
    expect(await compare('image/png', await picture(100, 'png'), 'no picture')).toEqual([
      expect.stringContaining('cannot be decoded'),
    ]);
  });

  it('compares anything else byte by byte', async () => {
    expect(await compare('application/octet-stream', 'abc', 'abc')).toEqual([]);
    expect(await compare('application/octet-stream', 'abc', 'abd')).toHaveLength(1);
  });

  it('names outputs that are missing or not declared', async () => {
    const metadata = testMetadata({ outputs: [declaredOutput('out')] });
    const answer: Answer = { success: true, output: { other: Buffer.from('{}') } };
    expect(await checkAnswer(caseOf({ out: Buffer.from('{}') }), answer, BOTH, metadata)).toEqual([
      'the output "other" is not declared in model.yaml',
      'the output "out" is missing',
    ]);
  });

  it('expects the error that a case asks for, and no other', async () => {
    const testCase: TestCase = { ...caseOf({}), expected: { error: 'no picture' } };
    const check = (answer: Answer) => checkAnswer(testCase, answer, BOTH, testMetadata());
    expect(await check({ success: false, error: 'It is no picture.' })).toEqual([]);
    expect(await check({ success: false, error: 'too large' })).toHaveLength(1);
    expect(await check({ success: true, output: {} })).toEqual([
      'expected an error that contains "no picture", found a success',
    ]);
  });

  it('reports the error of a case that should succeed', async () => {
    const answer: Answer = { success: false, error: 'the model is confused' };
    expect(await checkAnswer(caseOf({}), answer, BOTH, testMetadata())).toEqual([
      'expected a success, found the error "the model is confused"',
    ]);
  });
});
