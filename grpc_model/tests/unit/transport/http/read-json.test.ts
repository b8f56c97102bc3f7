import { ServingError } from '../../../../src/core/errors';
import { readJson } from '../../../../src/transport/http/read-json';

const read = (text: string, maxDepth = 4) => readJson(Buffer.from(text), maxDepth);

describe('readJson', () => {
  it.each(['{"a":[1,2,{"b":"c"}]}', '"text"', 'null', '[[[[1]]]]', '["[[[[[", "\\"[[[[[", "\\\\"]'])(
    'reads %s',
    (text) => {
      expect(read(text)).toEqual(JSON.parse(text));
    },
  );

  it.each([
    ['[[[[[1]]]]]', 4],
    ['{"a":{"b":{"c":{"d":{}}}}}', 20],
    ['["\\\\",[[[[', 9],
  ])('refuses %s and says where it is too deep', (text, at) => {
    expect(() => read(text)).toThrow(
      new ServingError(
        'invalid-argument',
        `The body is JSON that is nested more than 4 deep, at byte ${at}; expected at most 4 (MAX_JSON_DEPTH).`,
      ),
    );
  });

  it('refuses four million brackets without running out of stack', () => {
    expect(() => read('['.repeat(4e6), 1000)).toThrow('nested more than 1000 deep, at byte 1000;');
  });

  it.each(['{"a":}', '"open', '[1,2', 'nonsense', '{"a":1}}'])('refuses %s as the parser words it', (text) => {
    expect(() => read(text)).toThrow(/^The body of \d+ bytes is not JSON: .+\.$/);
  });

  it('refuses an empty body', () => {
    expect(() => read('')).toThrow('The body is empty; expected JSON.');
  });
});
