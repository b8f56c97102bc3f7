import { InvalidInputError } from '../../../src/contract';
import { messageOf, ServingError, toServingError } from '../../../src/core/errors';

describe('toServingError', () => {
  test('leaves a ServingError as it is', () => {
    const error = new ServingError('unavailable', 'gone');
    expect(toServingError(error)).toBe(error);
  });

  test("turns the author's InvalidInputError into invalid-argument with its message", () => {
    const thrown = new InvalidInputError('no picture');
    expect(toServingError(thrown)).toMatchObject({ code: 'invalid-argument', message: 'no picture', cause: thrown });
  });

  test.each([new TypeError('secret path'), 'a text', undefined, null, 7, { message: 'secret' }])(
    'turns %p into internal, and keeps what it says for the log',
    (thrown) => {
      const error = toServingError(thrown);
      expect(error.code).toBe('internal');
      expect(error.message).not.toContain('secret');
      expect(error.cause).toBe(thrown);
    },
  );
});

describe('messageOf', () => {
  test.each([
    [new Error('broken'), 'broken'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [7n, '7'],
    [Symbol('s'), 'Symbol(s)'],
  ])('says what %p says', (thrown, message) => expect(messageOf(thrown)).toBe(message));
});
