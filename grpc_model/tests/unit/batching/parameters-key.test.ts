import fc from 'fast-check';
import { parametersKeyOf } from '../../../src/batching/parameters-key';
import { toCallParameters, type CallParameters } from '../../../src/core/call-parameters';

const value = fc.oneof(fc.constantFrom('', '1', 'true', 1, 1n, true, 0, -0, NaN), fc.string({ maxLength: 200 }));
const entries = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 3 }), value), {
  selector: ([name]) => name,
  maxLength: 4,
});

const sorted = (parameters: CallParameters) =>
  Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
const areEqual = (one: CallParameters, other: CallParameters) => {
  const [left, right] = [sorted(one), sorted(other)];
  return (
    left.length === right.length &&
    left.every(([name, value], index) => name === right[index]![0] && Object.is(value, right[index]![1]))
  );
};

test('keys are equal exactly where the parameters are', () => {
  fc.assert(
    fc.property(entries, entries, (one, other) => {
      const [left, right] = [toCallParameters(one), toCallParameters(other)];
      expect(parametersKeyOf(left) === parametersKeyOf(right)).toBe(areEqual(left, right));
      expect(parametersKeyOf(toCallParameters(one.toReversed()))).toBe(parametersKeyOf(left));
    }),
    { numRuns: 500 },
  );
});

test('a key is short, however long the parameters are', () => {
  const long = (letter: string) => toCallParameters([['text', letter.repeat(16_000)]]);
  expect(parametersKeyOf(long('a')).length).toBeLessThan(64);
  expect(parametersKeyOf(long('a'))).not.toBe(parametersKeyOf(long('b')));
});

test('no parameters have no key', () => {
  expect(parametersKeyOf(toCallParameters([]))).toBe('');
});
