import { setYamlKey } from '../../../src/authoring/set-yaml-key';

const set = (text: string, key: string, value: string | boolean | undefined) =>
  setYamlKey(text, 'file.yaml', key, value);

describe('setYamlKey', () => {
  it.each([
    ['a plain value, with its comment', 'a: 1\nv: 1.0.0 # why\nb: 2\n', "a: 1\nv: 'new' # why\nb: 2\n"],
    ['a value with the sign of a comment in it', 'v: "a # b"\nb: 2\n', "v: 'new'\nb: 2\n"],
    ['a block of lines', 'v: |\n  one\n\n  two\n\n# about b\nb: 2\n', "v: 'new'\n\n# about b\nb: 2\n"],
    ['a value that goes on in the next line', "v: 'one\n  two'\nb: 2", "v: 'new'\nb: 2"],
    ['a map', 'v:\n  x: 1\nb: 2\n', "v: 'new'\nb: 2\n"],
    ['lines that end as on Windows', 'v: 1\r\nb: 2\r\n', "v: 'new'\r\nb: 2\r\n"],
    ['nothing', '# a comment', "# a comment\nv: 'new'\n"],
    ['an empty file', '', "v: 'new'\n"],
    ['what is so already', 'v:   new\n', 'v:   new\n'],
  ])('replaces %s', (_, text, expected) => {
    expect(set(text, 'v', 'new')).toBe(expected);
  });

  it('removes a key, and leaves what is around it', () => {
    expect(set('# one\na: 1\nreviewed: false # two\n# three\nb: 2\n', 'reviewed', undefined)).toBe(
      '# one\na: 1\n# three\nb: 2\n',
    );
    expect(set('a: 1\n', 'reviewed', undefined)).toBe('a: 1\n');
  });

  it('quotes a text so that it stays a text, with the fewest escapes', () => {
    expect(set('', 'v', "it's: so")).toBe('v: "it\'s: so"\n');
    expect(set('', 'v', `"it's"`)).toBe(`v: '"it''s"'\n`);
    expect(set('', 'v', '1.0')).toBe("v: '1.0'\n");
  });

  it('refuses what it cannot edit line by line, and says what to do', () => {
    expect(() => set('{ v: 1, b: 2 }\n', 'v', 'new')).toThrow(`set "v: 'new'" by hand`);
  });
});
