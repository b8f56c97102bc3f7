import type { Logger } from '../contract';
import { messageOf } from '../core/errors';
import { formatProblem, ProblemsError, type Problem } from '../core/problems';
import { parseTokens, type ParsedTokens } from './parse-tokens';
import { readFiles, type Contents } from './read-files';
import { Tokens } from './tokens';
import { watchFiles } from './watch-files';

export interface TokenSettings {
  /** Lines with `;` between them; empty: none. */
  readonly authTokens: string;
  /** Empty: none. */
  readonly authTokensFile: string;
  readonly secretsPollMs: number;
}

/** What the settings lead to at this moment. */
interface Reading extends ParsedTokens {
  readonly contents: Contents | undefined;
}

/** Everything that is wrong with the tokens. */
export async function checkTokens(settings: TokenSettings): Promise<readonly Problem[]> {
  return (await read(settings)).problems;
}

/**
 * Reads the tokens, and goes on looking at their file. One that becomes unreadable or wrong changes nothing; one that
 * becomes empty refuses everybody.
 *
 * @throws ProblemsError with everything that is wrong
 */
export async function openTokens(settings: TokenSettings, logger: Logger): Promise<Tokens> {
  const { authTokens, authTokensFile, secretsPollMs } = settings;
  const { entries, problems, contents } = await read(settings);
  if (problems.length > 0) throw new ProblemsError(problems);
  const areConfigured = authTokens !== '' || authTokensFile !== '';
  if (areConfigured && entries.length === 0) tellThatThereIsNone(logger);
  if (contents === undefined) return new Tokens(areConfigured, entries);
  const stop = watchFiles({
    paths: [authTokensFile],
    pollMs: secretsPollMs,
    known: [contents],
    onChange: ([changed]) => changed !== undefined && take(tokens, authTokensFile, changed, logger),
  });
  const tokens = new Tokens(areConfigured, entries, stop);
  return tokens;
}

function take(tokens: Tokens, path: string, contents: Contents, logger: Logger): void {
  const { entries, problems } = parseFile(path, contents);
  if (problems.length > 0) {
    const reason = problems.map(formatProblem).join('\n');
    logger.error('The tokens file changed and is wrong; the tokens before it still hold.', { reason });
    return;
  }
  tokens.replace(entries);
  if (entries.length === 0) tellThatThereIsNone(logger);
  else logger.info('The tokens have changed.', { names: [...new Set(entries.map(({ name }) => name))] });
}

function tellThatThereIsNone(logger: Logger): void {
  logger.error('There is no token, although tokens are configured: every call that needs one is refused.');
}

async function read({ authTokens, authTokensFile }: TokenSettings): Promise<Reading> {
  if (authTokensFile === '') {
    return {
      ...parseTokens(authTokens, { file: 'environment', key: 'AUTH_TOKENS', separator: ';' }),
      contents: undefined,
    };
  }
  const [contents] = await readFiles([authTokensFile]);
  return { ...parseFile(authTokensFile, contents ?? new Error('it was not read')), contents };
}

function parseFile(path: string, contents: Contents): ParsedTokens {
  if (Buffer.isBuffer(contents)) {
    return parseTokens(contents.toString('utf8'), { file: path, key: 'AUTH_TOKENS_FILE', separator: '\n' });
  }
  const found = `a file that cannot be read (${messageOf(contents)})`;
  return { entries: [], problems: [{ file: path, key: 'AUTH_TOKENS_FILE', found, expected: 'a file of tokens' }] };
}
