import { parseArguments } from '../arguments';

describe('parseArguments', () => {
  it('runs everything in full, and forgives what is missed, unless it is told otherwise', () => {
    expect(parseArguments([])).toEqual({
      jsonFile: undefined,
      only: [],
      image: undefined,
      isQuick: false,
      isStrict: false,
    });
  });

  it('takes every option', () => {
    const given = ['--only', 'echo', '--image', 'model:1.0.0', '--json', 'figures.json', '--quick', '--strict'];
    expect(parseArguments(given)).toEqual({
      jsonFile: 'figures.json',
      only: ['echo'],
      image: 'model:1.0.0',
      isQuick: true,
      isStrict: true,
    });
  });

  it('takes several benchmarks', () => {
    expect(parseArguments(['--only', 'echo', '--only=mlp']).only).toEqual(['echo', 'mlp']);
  });

  it.each([
    ['an option that there is not', '--onyl', "'--onyl'"],
    ['a name without its option', 'echo', "'echo'"],
    ['an option without its value', '--json', "'--json <value>'"],
  ])('refuses %s, and names it', (_, given, named) => {
    expect(() => parseArguments([given])).toThrow(named);
  });
});
