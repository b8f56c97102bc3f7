import { parseMoment, parseTokens } from '../../security/parse-tokens';
import { ROLES } from '../../security/roles';
import { makeToken, tokenHash } from '../../security/token-hash';
import { readFlags } from '../read-flags';
import type { Terminal } from '../run-verb';
import { UsageError } from '../usage-error';

export const TOKEN_USAGE = `Makes a token for a caller of the server: prints it, once, and the line for the tokens file.

npm run --silent token -- --name NAME --roles ROLE,ROLE [--expires DATE]

  --name NAME       what logs call it: 1 to 64 letters, digits, ".", "_" and "-"
  --roles ROLES     ${ROLES.join(', ')}, between commas; admin may do everything
  --expires DATE    2026-12-31 (its first moment in UTC) or 2026-12-31T18:00:00Z; without it the token does not expire
`;

/** Prints a fresh token, and what the server is to be told of it. */
export async function token(argv: readonly string[], terminal: Terminal, nowMs = Date.now()): Promise<number> {
  const { values } = readFlags(argv, {
    options: { name: { type: 'string' }, roles: { type: 'string' }, expires: { type: 'string' } },
  });
  const { name, roles, expires } = values;
  if (name === undefined || roles === undefined) throw new UsageError('--name and --roles are needed.');
  if (expires !== undefined) checkExpiry(expires, nowMs);
  const made = makeToken();
  const option = expires === undefined ? '' : ` expires=${expires}`;
  const line = `${name} ${roles} sha256:${tokenHash(made).toString('hex')}${option}`;
  checkLine(line);
  terminal.print(`The token, which is shown this once. Hand it over as a secret:\n\n${made}\n`);
  terminal.print(`The line for the tokens file (AUTH_TOKENS_FILE):\n\n${line}`);
  return 0;
}

function checkExpiry(expires: string, nowMs: number): void {
  const atMs = parseMoment(expires);
  if (atMs === undefined) {
    throw new UsageError(`--expires is ${JSON.stringify(expires)}; expected 2026-12-31 or 2026-12-31T18:00:00Z.`);
  }
  if (atMs <= nowMs) throw new UsageError(`--expires is ${expires}, which has passed.`);
}

/** The line must be one that the server takes. */
function checkLine(line: string): void {
  const [problem] = parseTokens(line, { file: '', key: '', separator: '\n' }).problems;
  if (problem === undefined) return;
  throw new UsageError(`--name or --roles is wrong: found ${problem.found}; expected ${problem.expected}.`);
}
