import { formatProblem, ProblemsError } from '../../../src/core/problems';

const PROBLEM = { file: 'model.yaml', line: 7, key: 'inputs.image.maxSize', found: '"5 cats"', expected: 'a size' };

test.each([
  [PROBLEM, 'model.yaml:7: inputs.image.maxSize: found "5 cats"; expected a size'],
  [{ ...PROBLEM, line: undefined }, 'model.yaml: inputs.image.maxSize: found "5 cats"; expected a size'],
  [{ ...PROBLEM, key: '' }, 'model.yaml:7: found "5 cats"; expected a size'],
])('a problem is one line that an editor can jump to', (problem, line) => expect(formatProblem(problem)).toBe(line));

test('the error says every problem, one a line', () => {
  expect(new ProblemsError([PROBLEM, { ...PROBLEM, line: 9 }]).message.split('\n')).toHaveLength(2);
});

test('a key or a value that holds controls does not reach a terminal as such', () => {
  const problem = { file: 'a.yaml', line: 2, key: 'evil\u001b[31m', found: 'x\u009by', expected: 'a name' };
  expect(formatProblem(problem)).toBe('a.yaml:2: evil\\u001b[31m: found x\\u009by; expected a name');
});
