import { tmpdir } from 'node:os';
import { askForModel } from '../../../../src/authoring/init/init-questions';
import type { Terminal } from '../../../../src/authoring/run-verb';

/** A terminal with somebody who gives these answers, one after the other. */
function answering(answers: readonly string[]): Terminal & { readonly asked: string[]; readonly printed: string[] } {
  const left = [...answers];
  const asked: string[] = [];
  const printed: string[] = [];
  return {
    asked,
    printed,
    print: (line) => printed.push(line),
    ask: async (question) => {
      asked.push(question);
      const answer = left.shift();
      if (answer === undefined) throw new Error(`Nobody answers ${question}`);
      return answer;
    },
  };
}

const nobody: Terminal = { print: () => undefined, ask: undefined };
const flags = {
  name: 'Mood',
  summary: 'Tells moods.',
  author: 'Ada',
  input: ['text.txt:text/plain:1M', 'lang:text/plain:1K'],
};

test('flags say everything, and what they leave out has a value', async () => {
  const model = await askForModel(tmpdir(), flags, nobody);
  expect(model).toMatchObject({ name: 'Mood', version: '1.0.0', author: 'Ada', maxBatchSize: 1 });
  expect(model.inputs.map(({ name }) => name)).toEqual(['text.txt', 'lang']);
  expect(model.outputs.map(({ name }) => name)).toEqual(['results.json']);
  expect(model.wrapperSource).toContain('export default class Mood extends ModelWrapper');
});

test('everything that is missing or wrong is told at once', async () => {
  const wrong = { name: 'Mood', author: 'Ada', version: '1', output: ['x'] };
  await expect(askForModel(tmpdir(), wrong, nobody)).rejects.toThrow(
    /^--summary is missing: .*\n--version "1": Expected .*\n--input is missing: .*\n--output "x": Expected /,
  );
});

test('two parts of one name are refused, because a test case has a file of each', async () => {
  await expect(askForModel(tmpdir(), { ...flags, output: ['lang:text/plain:1M'] }, nobody)).rejects.toThrow(
    'The name "lang" stands for two',
  );
});

test('a person is asked for everything, part after part, until the answer is right', async () => {
  const terminal = answering([
    ...['Mood', 'Tells moods.', 'one', '2.0.0', 'Ada', '', 'nonsense', 'text.txt:text/plain:1M', 'b:*:1M', ''],
    ...['', 'label.txt:text/plain:1K', '', '4'],
  ]);
  const model = await askForModel(tmpdir(), {}, terminal);
  expect(model).toMatchObject({ name: 'Mood', version: '2.0.0', author: 'Ada', maxBatchSize: 4 });
  expect(model.inputs.map(({ name }) => name)).toEqual(['text.txt', 'b']);
  expect(model.outputs.map(({ name }) => name)).toEqual(['results.json', 'label.txt']);
  expect(terminal.printed).toEqual([
    expect.stringContaining('Expected a version x.y.z'),
    expect.stringContaining('Expected NAME:MEDIA TYPE:LARGEST SIZE'),
  ]);
});

test('a person who gave flags is asked only for what nobody can know', async () => {
  const terminal = answering(['Tells moods.']);
  await askForModel(tmpdir(), { ...flags, summary: undefined }, terminal);
  expect(terminal.asked).toEqual(['What it does, in a sentence: ']);
});
