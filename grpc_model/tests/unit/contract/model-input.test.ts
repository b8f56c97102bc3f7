import { InvalidInputError, ModelInput } from '../../../src/contract';

const input = new ModelInput({
  text: Buffer.from('grüße'),
  marked: Buffer.from('\ufeffhello'),
  json: Buffer.from('{"a":[1,null]}'),
  latin1: Buffer.from('grüße', 'latin1'),
  empty: Buffer.alloc(0),
});

test('names, has and bytes give what was sent', () => {
  expect(input.names).toEqual(['text', 'marked', 'json', 'latin1', 'empty']);
  expect(input.has('text')).toBe(true);
  expect(input.has('toString')).toBe(false);
  expect(Buffer.from(input.bytes('text')).toString()).toBe('grüße');
});

test('a map and a plain object make the same input', () => {
  expect(new ModelInput(new Map([['a', Buffer.from('x')]])).text('a')).toBe('x');
  expect(new ModelInput({ a: Buffer.from('x') }).text('a')).toBe('x');
});

test('text is UTF-8 without its byte order mark', () => {
  expect(input.text('text')).toBe('grüße');
  expect(input.text('marked')).toBe('hello');
  expect(input.text('empty')).toBe('');
});

test('json gives the value', () => expect(input.json('json')).toEqual({ a: [1, null] }));

test.each([
  ['a missing input', () => input.bytes('image'), /^The input "image" is missing; given: "text", .*"empty"\.$/],
  ['a missing input among none', () => new ModelInput({}).text('image'), 'The input "image" is missing; given: none.'],
  ['text that is not UTF-8', () => input.text('latin1'), /^The input "latin1" is not UTF-8 text; save it as UTF-8/],
  ['text that is not JSON', () => input.json('text'), /^The input "text" is not JSON: .*\.$/],
  ['an empty JSON', () => input.json('empty'), /^The input "empty" is not JSON: .*\.$/],
])("%s is the caller's fault, and says which input", (_, read, message) => {
  expect(read).toThrow(InvalidInputError);
  expect(read).toThrow(message);
});

describe('a tensor', () => {
  const x = { datatype: 'FP32', shape: [1], data: Float32Array.of(1) } as const;
  const input = new ModelInput({ x, text: Buffer.from('text') });

  test('is there as a tensor and as the bytes of its elements', () => {
    expect(input.tensor('x')).toBe(x);
    expect(Buffer.from(input.bytes('x')).toString('hex')).toBe('0000803f');
  });

  test("that is asked for where there is none is the caller's fault", () => {
    expect(() => input.tensor('text')).toThrow(/"text" is 4 bytes and no tensor/);
    expect(() => input.tensor('y')).toThrow(InvalidInputError);
  });
});
