import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle } from '../../src/catalog/read-bundle';
import { readProject } from '../../src/config/project';
import { optionsForTests } from '../../src/contract';
import { loadWrapper } from '../../src/execution/load-wrapper';
import { WrapperHost } from '../../src/execution/wrapper-host';
import { toAnswer, toItem } from '../../src/test-cases/case-item';
import { checkAnswer } from '../../src/test-cases/check-answer';
import { readTestCases } from '../../src/test-cases/read-test-cases';
import { commitAll, copyProject } from '../support/project-copy';

interface Finished {
  readonly code: number;
  readonly output: string;
}

const FLAGS = [
  ...['--name', 'Mood of a text', '--summary', 'Tells how a text feels.', '--author', 'Ada <ada@example.org>'],
  ...['--version', '987.6.5', '--input', 'text.txt:text/plain:1M', '--input', 'photo:image/png:5M'],
  ...['--output', 'results.json:application/json:1M', '--output', 'mask.png:image/png:1M'],
];

describe('npm run init', () => {
  const folder = copyProject();

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the verb as npm does, after its build, with nobody to ask. */
  function init(...words: readonly string[]): Promise<Finished> {
    const main = join(folder, 'dist/grpc_model/src/authoring/init/init-main.js');
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [main, ...words], (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
      );
      child.stdin?.end();
    });
  }

  const text = (path: string) => readFileSync(join(folder, path), 'utf8');

  it('tells what is missing and how to say it, and ends with 2', async () => {
    const { code, output } = await init('--name', 'Mood');
    expect(output).toMatch(/^--summary is missing: .*\n(--author .*\n)?--input is missing: .*\nSee --help.\n$/);
    expect(code).toBe(2);
    expect(await init('--nonsense')).toMatchObject({
      code: 2,
      output: expect.stringContaining('--nonsense') as string,
    });
  });

  it('refuses to run over work that is not committed', async () => {
    // As the template's, whatever an author has made of it by now.
    writeFileSync(join(folder, 'README.md'), '<!-- model: intro -->\n# Old\n<!-- /model -->\n\nMy notes.\n');
    expect(await init(...FLAGS)).toEqual({
      code: 1,
      output: expect.stringMatching(/README\.md\nCommit it, or say --allow-dirty\.\n$/) as string,
    });
    commitAll(folder);
  });

  it('says what it would change, and changes nothing, when it is asked to', async () => {
    const { code, output } = await init(...FLAGS, '--dry-run');
    expect(output).toMatch(/^Mood of a text 987\.6\.5 would take the place of \S+ \S+, the project's own model:\n/);
    expect(output).toMatch(/\n {2}new +asset_bundle\/987\.6\.5\/model\.yaml\n/);
    expect(existsSync(join(folder, 'asset_bundle/987.6.5'))).toBe(false);
    expect(code).toBe(0);
  });

  it("makes the fork the author's own", async () => {
    const { code, output } = await init(...FLAGS);
    expect(output).toMatch(/\nNext: npm test && npm start\n$/);
    expect(code).toBe(0);
    expect(readProject(folder)).toEqual({ folder, version: '987.6.5' });
    expect(text('README.md')).toMatch(/^<!-- model: intro -->\n# Mood of a text\n\nTells how a text feels\.\n/);
    expect(text('README.md')).toMatch(/My notes\.\n$/);
    expect(text('CHANGELOG.md')).toContain('## [987.6.5] - unreleased');
    expect(text('model_lib/tests/model.test.ts')).toContain("describe('MoodOfAText'");
  });

  it('leaves a placeholder that answers its test case', async () => {
    const bundle = readBundle(folder, '987.6.5');
    const host = new WrapperHost(await loadWrapper(join(folder, 'model_lib/src/model.ts'), bundle));
    const [example, ...others] = readTestCases(bundle);
    expect(others).toEqual([]);
    const flags = { explain: true, detectDrift: true };
    const options = optionsForTests(flags);
    const item = toItem(example!.inputs, bundle.metadata);
    if (typeof item === 'string') throw new Error(item);
    const [result] = await host.infer([item], options);
    expect(await checkAnswer(example!, toAnswer(result!, bundle.metadata), flags, bundle.metadata)).toEqual([]);
    expect(example?.isReviewed).toBe(false);
  });

  it('finds nothing to do the second time, and takes another model in the place of this one', async () => {
    commitAll(folder);
    expect(await init(...FLAGS)).toEqual({
      code: 0,
      output: "Nothing to change: the project's own model is Mood of a text 987.6.5 already.\n",
    });
    const { code, output } = await init(...FLAGS, '--name', 'Other', '--version', '1.0.0');
    expect(output).toMatch(
      /^Other 1\.0\.0 takes the place of mood-of-a-text 987\.6\.5, .*\n {2}removed +asset_bundle\/987\.6\.5\n/,
    );
    expect(code).toBe(0);
    expect(readBundle(folder, '1.0.0').metadata.name).toBe('Other');
  });
});
