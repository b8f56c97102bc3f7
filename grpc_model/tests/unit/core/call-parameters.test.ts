import type { ParameterValue } from '../../../src/contract';
import { checkParameters, NO_PARAMETERS, toCallParameters } from '../../../src/core/call-parameters';

describe('toCallParameters', () => {
  it('takes a name that means something to every object for a name', () => {
    const parameters = toCallParameters([['__proto__', 'given']]);
    expect(Object.entries(parameters)).toEqual([['__proto__', 'given']]);
    expect(parameters['constructor']).toBeUndefined();
  });

  it.each<[ParameterValue, ParameterValue]>([
    [1n, 1],
    [-(2n ** 53n - 1n), -Number.MAX_SAFE_INTEGER],
    [2n ** 53n, 2n ** 53n],
    [2n ** 64n - 1n, 2n ** 64n - 1n],
    [0.5, 0.5],
    ['1', '1'],
  ])('has whole numbers as numbers where these are exact: %s', (given, value) => {
    expect(toCallParameters([['n', given]])['n']).toBe(value);
  });
});

describe('checkParameters', () => {
  const many = (count: number) => toCallParameters(Array.from({ length: count }, (_, index) => [`p${index}`, true]));

  it.each<[string, ReturnType<typeof toCallParameters>]>([
    ['none', NO_PARAMETERS],
    ['64', many(64)],
    ['16 KiB, the name included', toCallParameters([['ab', 'ä'.repeat(8191)]])],
  ])('accepts %s', (_, parameters) => {
    expect(checkParameters(parameters)).toBeUndefined();
  });

  it.each<[string, ReturnType<typeof toCallParameters>, string]>([
    ['65', many(65), 'has 65 parameters for the model; expected at most 64.'],
    ['a text that is too long in UTF-8', text('ä'.repeat(8192)), 'have 16386 bytes together; expected at most 16384.'],
    ['a number with too many digits', text(10n ** 16384n), 'have 16387 bytes together'],
  ])('refuses %s', (_, parameters, message) => {
    const refusal = checkParameters(parameters);
    expect(refusal).toMatchObject({ code: 'invalid-argument' });
    expect(refusal?.message).toContain(message);
  });

  function text(value: ParameterValue) {
    return toCallParameters([['ab', value]]);
  }
});
