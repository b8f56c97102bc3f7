import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { ProblemsError } from '../../../src/core/problems';
import { checkTokens, openTokens } from '../../../src/security/open-tokens';
import type { Tokens } from '../../../src/security/tokens';
import { LogBook } from '../../support/log-book';
import { SecretFiles } from '../../support/secret-files';
import { secretsOf, testToken } from '../../support/tokens';
import { until } from '../../support/until';

const WRONG = 'The tokens file changed and is wrong; the tokens before it still hold.';
const NONE = /^There is no token/;

const first = testToken('ci', 'predict');
const second = testToken('ci', 'predict,train');

let files: SecretFiles;
let log: LogBook;
let tokens: Tokens | undefined;

beforeEach(() => {
  files = new SecretFiles();
  log = new LogBook();
});

afterEach(() => {
  tokens?.close();
  files[Symbol.dispose]();
  const logged = JSON.stringify(log.lines);
  for (const secret of [first, second].flatMap(secretsOf)) expect(logged).not.toContain(secret);
});

const settings = (overrides: object) => ({ authTokens: '', authTokensFile: '', secretsPollMs: 2, ...overrides });

async function openFile(text: string): Promise<Tokens> {
  tokens = await openTokens(settings({ authTokensFile: files.write('tokens', text) }), log);
  return tokens;
}

test('without settings there are no tokens, and no file is looked at', async () => {
  const none = await openTokens(settings({}), log);
  expect(none.areConfigured).toBe(false);
  expect(none.find(first.text)).toBeUndefined();
});

test('tokens come from the environment', async () => {
  const given = await openTokens(settings({ authTokens: `${first.line};${second.line}` }), log);
  expect(given.areConfigured).toBe(true);
  expect(given.find(second.text)?.roles).toEqual(['predict', 'train']);
});

describe('a tokens file that changes', () => {
  it('replaces the tokens: both hold while both stand in it, then the new one alone', async () => {
    const opened = await openFile(first.line);
    files.write('tokens', `${first.line}\n${second.line}\n`);
    await until(() => opened.find(second.text) !== undefined);
    expect(opened.find(first.text)).toBeDefined();
    files.write('tokens', second.line);
    await until(() => opened.find(first.text) === undefined);
    expect(opened.find(second.text)?.name).toBe('ci');
    expect(log.with('The tokens have changed.').map(({ fields }) => fields)).toEqual([
      { names: ['ci'] },
      { names: ['ci'] },
    ]);
  });

  it('keeps the last good tokens when it is wrong, and says why once for each content', async () => {
    const opened = await openFile(first.line);
    files.write('tokens', `${second.line}\nci predict ${second.text}`);
    const { level, fields } = await log.waitFor(WRONG);
    expect(level).toBe('error');
    expect(fields['reason']).toBe(
      `${files.path('tokens')}:2: AUTH_TOKENS_FILE: found a third word that is no hash; expected "sha256:" and 64 hexadecimal digits, never the token`,
    );
    files.write('tokens', 'garbage');
    await log.waitFor(WRONG, 2);
    expect(opened.find(first.text)).toBeDefined();
    expect(opened.find(second.text)).toBeUndefined();
    // Whatever is looked at later, a good file comes after all of it.
    files.write('tokens', second.line);
    await log.waitFor('The tokens have changed.');
    expect(log.with(WRONG)).toHaveLength(2);
  });

  it.each([
    ['is deleted', () => files.remove('tokens'), 'ENOENT'],
    [
      'is replaced by a folder',
      () => {
        files.remove('tokens');
        mkdirSync(files.path('tokens'));
      },
      'it is not a regular file',
    ],
    [
      'is replaced by a named pipe',
      () => {
        files.remove('tokens');
        execFileSync('mkfifo', [files.path('tokens')]);
      },
      'it is not a regular file',
    ],
    ['is of any size', () => files.write('tokens', '#'.repeat(2 ** 20 + 1)), 'more than 1048576 bytes'],
  ])('keeps the last good tokens when it %s', async (_, change, reason) => {
    const opened = await openFile(first.line);
    change();
    await log.until(() => log.with(WRONG).some(({ fields }) => String(fields['reason']).includes(reason)));
    expect(opened.find(first.text)).toBeDefined();
  });

  it('refuses everybody when it is empty', async () => {
    const opened = await openFile(first.line);
    writeFileSync(files.path('tokens'), '# nobody\n');
    expect((await log.waitFor(NONE)).level).toBe('error');
    expect(opened.find(first.text)).toBeUndefined();
    expect(opened.areConfigured).toBe(true);
  });

  it('is looked at no longer once the tokens are closed', async () => {
    const opened = await openFile(first.line);
    const other = await openTokens(settings({ authTokensFile: files.path('tokens') }), log);
    opened.close();
    files.write('tokens', second.line);
    await until(() => other.find(second.text) !== undefined);
    other.close();
    expect(log.with('The tokens have changed.')).toHaveLength(1);
    expect(opened.find(first.text)).toBeDefined();
  });
});

describe('at the start', () => {
  it('a file that is empty is told, and refuses everybody', async () => {
    expect((await openFile('')).areConfigured).toBe(true);
    expect(log.with(NONE)).toHaveLength(1);
  });

  it('everything that is wrong is told at once', async () => {
    const path = files.write('tokens', `garbage\n${first.line}\nci root ${second.text}`);
    const opening = openTokens(settings({ authTokensFile: path }), log);
    await expect(opening).rejects.toThrow(ProblemsError);
    const problems = await checkTokens(settings({ authTokensFile: path }));
    expect(problems.map(({ file, line, key }) => [file, line, key])).toEqual([
      [path, 1, 'AUTH_TOKENS_FILE'],
      [path, 3, 'AUTH_TOKENS_FILE'],
    ]);
    expect(JSON.stringify(problems)).not.toContain(second.text);
  });

  it('a file that is not there is a problem', async () => {
    const [problem] = await checkTokens(settings({ authTokensFile: files.path('nothing') }));
    expect(problem).toMatchObject({ file: files.path('nothing'), key: 'AUTH_TOKENS_FILE' });
    expect(problem?.found).toContain('ENOENT');
  });
});
