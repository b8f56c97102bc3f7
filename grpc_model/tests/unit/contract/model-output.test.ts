import { failure, InvalidInputError, json, results } from '../../../src/contract';

test('contract 5.1: results are compact, in the envelope, with null for what is absent', () => {
  expect(results({ result: { a: 1 } })).toEqual({
    'results.json': '{"data":{"result":{"a":1},"explanation":null,"drift":null}}',
  });
  expect(results({ result: 1, explanation: [2], drift: { d: 3 } }, 'out.json')).toEqual({
    'out.json': '{"data":{"result":1,"explanation":[2],"drift":{"d":3}}}',
  });
});

test.each([
  [{ a: NaN }, 'JSON cannot carry the number NaN at "a"; give null or a string instead.'],
  [[Infinity], 'JSON cannot carry the number Infinity at "0"; give null or a string instead.'],
  [-Infinity, 'JSON cannot carry the number -Infinity at ""; give null or a string instead.'],
])('json refuses %p, which JSON.stringify would turn into null', (value, message) => {
  expect(() => json(value)).toThrow(new TypeError(message));
  expect(() => results({ result: value })).toThrow(TypeError);
});

test('failure takes a text for the caller, or an error as it is', () => {
  expect(failure('no pixels').reason).toBeInstanceOf(InvalidInputError);
  const error = new RangeError('mine');
  expect(failure(error).reason).toBe(error);
});
