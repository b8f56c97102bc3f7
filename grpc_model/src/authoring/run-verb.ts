import { messageOf } from '../core/errors';
import { UsageError } from './usage-error';

/** What a verb needs of the process that it runs in; a test brings its own. */
export interface Terminal {
  /** One line for people. */
  print(line: string): void;
  /** Asks a person, and gives the answer without its line end; undefined where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/**
 * Runs one of the author's verbs as the main of this process. Exit code: what the verb returns; 1 when it failed, 2 when
 * the command line is wrong.
 *
 * @param usage shown for `--help`
 */
export async function runVerb(
  usage: string,
  verb: (argv: readonly string[], terminal: Terminal) => Promise<number>,
  terminal: Terminal & Disposable,
): Promise<void> {
  const argv = process.argv.slice(2);
  try {
    if (argv.includes('--help')) process.stdout.write(usage);
    else process.exitCode = await verb(argv, terminal);
  } catch (thrown) {
    process.stderr.write(`${messageOf(thrown)}\n`);
    if (thrown instanceof UsageError) process.stderr.write('See --help.\n');
    process.exitCode = thrown instanceof UsageError ? 2 : 1;
  } finally {
    terminal[Symbol.dispose]();
  }
}
