import { answerToJson, describeAnswer } from '../../../src/clients/cli/describe-answer';
import { errorTextOf } from '../../../src/clients/error-text';
import { encodeNpy } from '../../../src/core/npy';
import type { SentItem } from '../../../src/clients/cli/send-items';

function sent(output: Record<string, string | Buffer>): SentItem {
  const entries = Object.entries(output).map(([name, content]) => [name, Buffer.from(content)] as const);
  return { label: 'seven.png', answer: { success: true, output: Object.fromEntries(entries) } };
}

const classification = JSON.stringify({
  data: {
    result: {
      classPredictions: [
        { class: '1', score: 0.012 },
        { class: '7', score: 0.987 },
      ],
    },
    explanation: null,
    drift: { distance: 1.5 },
  },
});
const failure: SentItem = { label: 'x', answer: { success: false, error: 'no picture' } };

describe('describeAnswer', () => {
  it('says what a classification is and how sure', () => {
    expect(describeAnswer(sent({ 'results.json': classification }))).toBe(
      'seven.png: 7 (98.7 %), else 1 (1.2 %)\n  drift: {"distance":1.5}',
    );
  });

  it('shows other text as it is, shortened, and the size of bytes', () => {
    expect(describeAnswer(sent({ 'out.txt': 'hello\n' }))).toBe('seven.png: out.txt: hello');
    expect(describeAnswer(sent({ 'out.txt': 'x'.repeat(1000) })).length).toBeLessThan(400);
    expect(
      describeAnswer(
        sent({
          y: Buffer.from(encodeNpy('FP32', { shape: [1, 2], bytes: new Uint8Array(Float32Array.of(1, 0.25).buffer) })),
        }),
      ),
    ).toBe('seven.png: y: FP32 [1, 2] 1, 0.25000');
    expect(describeAnswer(sent({ 'out.bin': Buffer.from([0xff, 0xfe]) }))).toContain('out.bin: 2 bytes');
  });

  it('shows the message of a failure', () => {
    expect(describeAnswer(failure)).toBe('x: FAILED: no picture');
  });
});

describe('answerToJson', () => {
  it('parses JSON, keeps text, and encodes bytes', () => {
    const bytes = Buffer.from([0xff, 0xfe]);
    expect(answerToJson(sent({ 'a.json': '{"a":1}', 'a.txt': 'hello', 'a.bin': bytes }))).toEqual({
      item: 'seven.png',
      success: true,
      outputs: { 'a.json': { a: 1 }, 'a.txt': 'hello', 'a.bin': { base64: '//4=' } },
    });
  });

  it('carries the message of a failure', () => {
    expect(answerToJson(failure)).toEqual({ item: 'x', success: false, error: 'no picture' });
  });
});

describe('errorTextOf', () => {
  it.each([
    ['{"error_message": "no picture"}', 'no picture'],
    ['bare text of another server', 'bare text of another server'],
    ['{"other": 1}', '{"other": 1}'],
  ])('reads %s', (content, text) => {
    expect(errorTextOf(Buffer.from(content))).toBe(text);
  });

  it('says when there is no reason', () => {
    expect(errorTextOf(undefined)).toContain('not why');
  });
});
