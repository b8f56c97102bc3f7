import sharp from 'sharp';
import { describeBytes, reviewCase } from '../../../../src/authoring/record/review-case';
import { jsonDiff, lineDiff } from '../../../../src/authoring/record/line-diff';
import type { Answer } from '../../../../src/test-cases/check-answer';
import type { TestCase } from '../../../../src/test-cases/read-test-cases';
import { declaredOutput, testMetadata } from '../../../support/test-bundle';

const tolerance = { absolute: 1e-3, relative: 0 };

function caseOf(expected: TestCase['expected']): TestCase {
  return { name: 'a case', inputs: {}, expected, tolerance, isReviewed: true };
}

function answerOf(content: Buffer | string): Answer {
  return { success: true, output: { out: Buffer.from(content) } };
}

function review(mediaType: string, expected: Buffer | string | undefined, found: Buffer | string) {
  const outputs = expected === undefined ? {} : { out: Buffer.from(expected) };
  const metadata = testMetadata({ outputs: [declaredOutput('out', { mediaType })] });
  return reviewCase(caseOf({ outputs }), answerOf(found), answerOf(found), metadata);
}

const picture = (value: number) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: { r: value, g: value, b: value } } })
    .png()
    .toBuffer();

describe('reviewCase', () => {
  it('finds the same within the tolerance of the case', async () => {
    expect(await review('application/json', '{"a":1}', '{"a":1.0005}')).toEqual({ kind: 'same' });
    expect(await review('text/plain', 'a\r\n', 'a')).toEqual({ kind: 'same' });
  });

  it('shows the whole of an output that is there for the first time', async () => {
    expect(await review('application/json', undefined, '{"a":1}')).toMatchObject({
      kind: 'changed',
      outputs: [{ name: 'out', isFirst: true, lines: ['+{', '+  "a": 1', '+}'] }],
    });
  });

  it('shows how each kind of output differs', async () => {
    const linesOf = async (...given: Parameters<typeof review>) => {
      const found = await review(...given);
      return found.kind === 'changed' ? found.outputs[0]?.lines : found;
    };
    expect(await linesOf('application/json', '{"a":1,"b":2}', '{"b":2.0001,"a":3}')).toEqual([
      ' {',
      '-  "a": 1,',
      '+  "a": 3,',
      '   "b": 2',
      ' }',
    ]);
    expect(await linesOf('application/json', 'damaged', '1')).toEqual([expect.stringContaining('not JSON'), '+1']);
    expect(await linesOf('text/plain', 'a\nb\n', 'a\nc\n')).toEqual([' a', '-b', '+c']);
    expect(await linesOf('image/png', await picture(100), await picture(110))).toEqual([
      expect.stringContaining('differ by 0.039'),
      expect.stringMatching(/^the new one: 8×8 with 3 channels, \d+ bytes$/),
    ]);
    expect(await linesOf('application/octet-stream', 'abc', 'abd')).toEqual([
      'expected 3 bytes, found 3; the first difference is at byte 2',
    ]);
  });

  it('fails what no test could compare, or what is different every time', async () => {
    expect(await review('application/json', undefined, 'no json')).toMatchObject({ kind: 'failed' });
    expect(await review('image/png', undefined, 'no picture')).toMatchObject({ kind: 'failed' });
    const metadata = testMetadata({ outputs: [declaredOutput('out')] });
    expect(await reviewCase(caseOf({ outputs: {} }), answerOf('1'), answerOf('2'), metadata)).toMatchObject({
      kind: 'failed',
      problems: [expect.stringContaining('another answer the second time'), expect.anything()],
    });
  });

  it('checks a case of an error, and never has it written', async () => {
    const refused: Answer = { success: false, error: 'It is no picture.' };
    const of = (answer: Answer) => reviewCase(caseOf({ error: 'no picture' }), answer, answer, testMetadata());
    expect(await of(refused)).toEqual({ kind: 'same' });
    expect(await of(answerOf('1'))).toMatchObject({ kind: 'failed' });
  });
});

describe('line differences', () => {
  it('have few lines around them, and are shortened when there are many', () => {
    const text = (from: number, changed: number) =>
      Array.from({ length: 200 }, (_, at) => (at >= from && at < from + changed ? `new ${at}` : `line ${at}`)).join(
        '\n',
      );
    expect(lineDiff(text(0, 0), text(100, 1))).toEqual([
      ' line 98',
      ' line 99',
      '-line 100',
      '+new 100',
      ' line 101',
      ' line 102',
    ]);
    expect(lineDiff(text(0, 0), text(0, 200)).at(-1)).toBe('… and 340 more lines');
    expect(lineDiff('a\r\nb', 'a\nb\n')).toEqual([]);
  });

  it('leave out numbers that are close enough', () => {
    expect(jsonDiff({ a: [1, 2], b: 'x' }, { a: [1.0001, 2], b: 'y' }, tolerance)).toEqual([
      '     2',
      '   ],',
      '-  "b": "x"',
      '+  "b": "y"',
      ' }',
    ]);
  });

  it('tell of bytes the first that differs, which may be the end', () => {
    expect(describeBytes(Buffer.from('ab'), Buffer.from('abc'))).toBe(
      'expected 2 bytes, found 3; the first difference is at byte 2',
    );
  });
});
