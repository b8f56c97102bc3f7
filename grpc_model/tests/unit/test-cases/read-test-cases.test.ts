import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemsError } from '../../../src/core/problems';
import { readTestCases } from '../../../src/test-cases/read-test-cases';
import { createTestBundle, type TestBundle } from '../../support/test-bundle';

describe('readTestCases', () => {
  let bundle: TestBundle;

  beforeEach(() => (bundle = createTestBundle()));
  afterEach(() => bundle[Symbol.dispose]());

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(bundle.folder, 'test_cases', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }

  function problems(): string[] {
    try {
      readTestCases(bundle);
      return [];
    } catch (thrown) {
      if (!(thrown instanceof ProblemsError)) throw thrown;
      return thrown.problems.map(({ file, key, found }) => `${file.replace(bundle.folder, '')} ${key}: ${found}`);
    }
  }

  it('reads declared inputs and outputs of every folder, in the order of names', () => {
    write({
      '2/command': 'b',
      '2/results.json': '{}',
      '1/command': 'a',
      '1/results.json': '{}',
      '1/notes.txt': 'ignored',
    });
    const [first, second] = readTestCases(bundle);
    expect(first).toMatchObject({ name: '1', inputs: { command: Buffer.from('a') } });
    expect(first?.expected).toEqual({ outputs: { 'results.json': Buffer.from('{}') } });
    expect(second?.name).toBe('2');
  });

  it('reads the tolerance and the expected error of case.yaml', () => {
    write({ '1/command': 'a', '1/case.yaml': 'error: no picture\ntolerance: { absolute: 0.5 }' });
    expect(readTestCases(bundle)).toEqual([
      {
        name: '1',
        inputs: { command: Buffer.from('a') },
        expected: { error: 'no picture' },
        tolerance: { absolute: 0.5, relative: 1e-5 },
        isReviewed: true,
      },
    ]);
  });

  it('lets a case of an error leave an input out', () => {
    write({ '1/case.yaml': 'error: missing' });
    expect(readTestCases(bundle)[0]?.inputs).toEqual({});
  });

  it('names every missing file at once', () => {
    write({ '1/command': 'a', '2/results.json': '{}' });
    expect(problems()).toEqual(['/test_cases/1/results.json : no such file', '/test_cases/2/command : no such file']);
  });

  it('refuses a case.yaml with a wrong or unknown key', () => {
    write({ '1/command': 'a', '1/case.yaml': 'tolerance: { absolute: -1 }\nerorr: x' });
    expect(problems()).toHaveLength(2);
  });

  it('says when there is no case', () => {
    expect(problems()).toEqual(['/test_cases : no test case']);
  });
});
