import { token } from '../../../../src/authoring/token/token';
import { UsageError } from '../../../../src/authoring/usage-error';
import { parseTokens } from '../../../../src/security/parse-tokens';
import { Tokens } from '../../../../src/security/tokens';

async function run(...argv: string[]): Promise<string> {
  const printed: string[] = [];
  const terminal = { print: (line: string) => void printed.push(line), ask: undefined };
  expect(await token(argv, terminal, Date.UTC(2026, 0, 1))).toBe(0);
  return printed.join('\n');
}

test('it prints a token, and the line by which a server knows it', async () => {
  const printed = await run('--name', 'ci', '--roles', 'predict,metrics', '--expires', '2026-12-31');
  const [, made = ''] = /^(mct_[\w-]{43})$/m.exec(printed) ?? [];
  const [, line = ''] = /^(ci .*)$/m.exec(printed) ?? [];
  const { entries } = parseTokens(line, { file: 'tokens', key: '', separator: '\n' });
  expect(new Tokens(true, entries).find(made)).toMatchObject({
    name: 'ci',
    roles: ['predict', 'metrics'],
    expiresAtMs: Date.UTC(2026, 11, 31),
  });
  expect(line).not.toContain(made);
});

test('no two tokens are the same', async () => {
  const flags = ['--name', 'ci', '--roles', 'admin'];
  expect(await run(...flags)).not.toBe(await run(...flags));
});

test.each([
  [[], /--name and --roles are needed/],
  [['--name', 'ci'], /--name and --roles are needed/],
  [['--name', 'c i', '--roles', 'predict'], /--name or --roles is wrong/],
  [['--name', 'ci', '--roles', 'root'], /expected predict, train, metrics, admin/],
  [['--name', 'ci', '--roles', 'predict', '--expires', 'soon'], /--expires is "soon"/],
  [['--name', 'ci', '--roles', 'predict', '--expires', '2025-12-31'], /which has passed/],
  [['--nome', 'ci'], /--nome/],
])('%j is refused with what is expected', async (argv, message) => {
  const terminal = { print: () => undefined, ask: undefined };
  const refused = token(argv, terminal, Date.UTC(2026, 0, 1));
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(message);
});
