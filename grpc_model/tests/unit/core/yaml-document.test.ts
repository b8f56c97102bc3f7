import { parseYaml } from '../../../src/core/yaml-document';

const problemOf = (text: string): string => {
  try {
    parseYaml(text, 'f.yaml');
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return 'none';
};

const TEXT = `# a comment
name: first            # another one

"quoted key": 2
'single quoted': 3
map:
  # inside
  inner: &anchor
    deep: 4
  other: 5
list:
  - 6
  -
    in list: 7
  - [8, 9]
flow: { a: 10, b: [11,
  12], c: 13 }
literal: |
  not: a key
  name: neither
alias: *anchor
last: 14
`;

test.each([
  ['name', 2],
  ['quoted key', 4],
  ['single quoted', 5],
  ['map', 6],
  ['map/inner', 8],
  ['map/inner/deep', 9],
  ['map/other', 10],
  ['list/0', 12],
  ['list/1/in list', 14],
  ['list/2/1', 15],
  ['flow/a', 16],
  ['flow/b/1', 17],
  ['flow/c', 17],
  ['literal', 18],
  ['alias', 21],
  ['alias/deep', 21],
  ['last', 22],
])('%s stands in line %d', (path, line) => expect(parseYaml(TEXT, 'f.yaml').lineOf(path.split('/'))).toBe(line));

test.each([
  [['map', 'missing'], 6],
  [['map', 'inner', 'missing', 'too'], 8],
  [['missing'], 1],
  [[], 1],
])('what is missing, %j, stands where its nearest parent does', (path, line) => {
  expect(parseYaml(TEXT, 'f.yaml').lineOf(path)).toBe(line);
});

test('line ends of Windows and a byte order mark do not move the lines', () => {
  const document = parseYaml('\ufeffa: 1\r\nb: 2\r\nc: 3\r\n', 'f.yaml');
  expect(document.value).toEqual({ a: 1, b: 2, c: 3 });
  expect(document.lineOf(['c'])).toBe(3);
});

test.each(['? {x: 1}\n: 2\nb: 3\nc: 4\n', 'z: &k key\n*k : 2\nc: 4\n'])(
  'a key that is a collection or an alias does not move the lines after it (%j)',
  (text) => {
    let document;
    try {
      document = parseYaml(text, 'f.yaml');
    } catch (thrown) {
      // To refuse such a key is as good.
      expect(thrown).toHaveProperty('name', 'ProblemsError');
      return;
    }
    expect(document.lineOf(['c'])).toBe(text.split('\n').indexOf('c: 4') + 1);
  },
);

test('a key named like a member of every object is a key', () => {
  const { value } = parseYaml('__proto__: 1\nconstructor: 2\n', 'f.yaml');
  expect(Object.entries(value as object)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ]);
});

test.each([
  ['a duplicate key', 'a: 1\nb: 2\na: 3\n', /^f\.yaml:3: found .*duplicat.*; expected well-formed YAML$/],
  ['a tab as indentation', 'a:\n\tb: 1\n', /^f\.yaml:2: found .*tab.*; expected well-formed YAML$/],
  ['an open bracket', 'a: [1,\nb: 2\n', /^f\.yaml:\d: found .*; expected well-formed YAML$/],
  ['an unknown alias', 'a: *nothing\n', /^f\.yaml:1: found .*; expected well-formed YAML$/],
  ['a custom tag', 'a: !!js/function "x"\n', /^f\.yaml:1: found .*; expected well-formed YAML$/],
  ['two documents', 'a: 1\n---\nb: 2\n', /^f\.yaml: found 2 documents; expected one YAML document$/],
  ['nothing', '', /^f\.yaml: found 0 documents; expected one YAML document$/],
  ['only a comment', '# nothing\n', /^f\.yaml: found 0 documents; expected one YAML document$/],
  ['a deep nest', '['.repeat(5000) + ']'.repeat(5000), /^f\.yaml:1: found .*; expected well-formed YAML$/],
  ['a deep flow map', '{a: '.repeat(60) + '}'.repeat(60), /^f\.yaml:1: found .*; expected well-formed YAML$/],
])('%s is refused with its line', (_, text, message) => expect(problemOf(text)).toMatch(message));

test('an alias bomb is refused', () => {
  const levels = Array.from({ length: 20 }, (_, level) => {
    const inner = level === 0 ? '"lol"' : Array.from({ length: 9 }, () => `*l${level - 1}`).join(', ');
    return `l${level}: &l${level} [${inner}]`;
  });
  expect(problemOf(levels.join('\n'))).toMatch(/^f\.yaml(:\d+)?: found .*alias/);
});
