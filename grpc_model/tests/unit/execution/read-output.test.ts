import { failure, InvalidInputError } from '../../../src/contract';
import { ServingError } from '../../../src/core/errors';
import { readOutput, toModelError } from '../../../src/execution/read-output';
import { bytesOf } from '../../support/requests';

const textOf = (returned: unknown) => {
  const result = readOutput(returned);
  return result.ok ? bytesOf(result.output, 'a').toString() : `${result.error.code}: ${result.error.message}`;
};

test.each([
  ['text', { a: 'grüße' }],
  ['a Buffer', { a: Buffer.from('grüße') }],
  ['a Uint8Array', { a: new Uint8Array(Buffer.from('grüße')) }],
  ['a part of a larger array', { a: new Uint8Array(Buffer.from('xgrüßex')).subarray(1, 8) }],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 'grüße' })],
])('%s is an output', (_, returned) => expect(textOf(returned)).toBe('grüße'));

test('a map without entries is an output without parts', () => {
  expect(readOutput({})).toMatchObject({ ok: true, output: new Map() });
});

test.each([
  [undefined, 'The model returned no output for this item.'],
  [null, 'The model returned no output for this item.'],
  ['a text', 'The model returned a string; expected an object with one entry for each output.'],
  [7, 'The model returned a number; expected an object with one entry for each output.'],
  [['a'], 'The model returned an object of type Array; expected an object with one entry for each output.'],
  [Buffer.from('a'), 'The model returned an object of type Buffer; expected an object with one entry for each output.'],
  [{ a: 7 }, 'The model\'s output "a" is a number; expected bytes (Uint8Array), text or a tensor.'],
  [{ a: null }, 'The model\'s output "a" is null; expected bytes (Uint8Array), text or a tensor.'],
  [{ a: undefined }, 'The model\'s output "a" is a undefined; expected bytes (Uint8Array), text or a tensor.'],
  [
    { a: { b: 1 } },
    'The model\'s output "a" is an object of type Object; expected bytes (Uint8Array), text or a tensor.',
  ],
])('%p fails the item, and says why', (returned, message) => expect(textOf(returned)).toBe(`model-failed: ${message}`));

test('an output that is an object without a prototype fails the item with a message for its author', () => {
  expect(textOf({ a: Object.create(null) as unknown })).toMatch(/^model-failed: The model's output "a" is an object/);
});

test.each([
  [{ error: 'went wrong' }, 'went wrong'],
  [{ error: Buffer.from('went wrong'), a: 'x' }, 'went wrong'],
  [{ error: '{"error_message": "went wrong"}' }, 'went wrong'],
  [{ error: '{"other": 1}' }, '{"other": 1}'],
  [{ error: 'null' }, 'null'],
])('contract 4.3: the key "error" in %j fails the item', (returned, message) => {
  expect(textOf(returned)).toBe(`model-failed: ${message}`);
});

test.each([
  [failure('bad item'), 'invalid-argument: bad item'],
  [failure(new Error('my fault')), 'model-failed: my fault'],
])('a marked failure fails the item', (returned, text) => expect(textOf(returned)).toBe(text));

describe('toModelError', () => {
  test.each([
    [new InvalidInputError('no picture'), 'invalid-argument', 'no picture'],
    [new Error('broken'), 'model-failed', 'broken'],
    [new TypeError(), 'model-failed', 'TypeError without a message'],
    ['a text', 'model-failed', 'a text'],
    [undefined, 'model-failed', 'undefined'],
    [new ServingError('unimplemented', 'no stream'), 'unimplemented', 'no stream'],
  ])('%p', (thrown, code, message) => expect(toModelError(thrown)).toMatchObject({ code, message }));
});

describe('a tensor', () => {
  const outcome = (a: unknown) => {
    const result = readOutput({ a });
    return result.ok ? result.output.get('a') : result.error.message;
  };

  test('is an output', () => {
    expect(outcome({ datatype: 'INT16', shape: [2], data: Int16Array.of(1, -1) })).toMatchObject({
      kind: 'tensor',
      datatype: 'INT16',
      shape: [2],
      bytes: Uint8Array.of(1, 0, 255, 255),
    });
  });

  test.each([
    [
      { datatype: 'FLOAT', shape: [1], data: [1] },
      /^The model's output "a" has the datatype FLOAT; expected one of BOOL/,
    ],
    [{ datatype: 'FP32', shape: 1, data: [1] }, /has no shape; expected a list of numbers/],
    [{ datatype: 'FP32', shape: [1], data: [1] }, /has the datatype FP32; expected data that are a Float32Array/],
    [{ datatype: 'FP32', shape: [1], data: Float64Array.of(1) }, /expected data that are a Float32Array/],
    [{ datatype: 'FP32', shape: [2], data: Float32Array.of(1) }, /has 4 bytes; expected 8 for FP32 \[2\]/],
    [{ datatype: 'FP32', shape: [-1], data: Float32Array.of(1) }, /expected whole numbers from 0/],
    [{ datatype: 'BYTES', shape: [1], data: ['a'] }, /expected data that are a list of Uint8Array/],
  ])('%# that is none fails the item, and says why', (given, message) => expect(outcome(given)).toMatch(message));
});
