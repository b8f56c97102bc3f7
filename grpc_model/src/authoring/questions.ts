import type { Terminal } from './run-verb';
import { UsageError } from './usage-error';

/** One thing that a verb must know. */
export interface Question<T> {
  /** The flag that answers it without a terminal, for example `--name`. */
  readonly flag: string;
  /** In words, without a question mark, for example `Name of the model`. */
  readonly text: string;
  /** What holds when nothing is said; undefined: something must be. */
  readonly fallback: string | undefined;
  /** @throws Error with what is wrong, as a sentence for whoever gave it */
  readonly read: (answer: string) => T;
}

/**
 * Finds out what a verb must know: from flags, from the person at the terminal, or from what holds otherwise. What is
 * missing where nobody can be asked is named all at once.
 */
export class Questions {
  readonly #problems: string[] = [];

  /** @param asksForFallbacks whether a person is asked to confirm what holds otherwise; false: only what has no fallback */
  constructor(
    private readonly terminal: Terminal,
    private readonly asksForFallbacks: boolean,
  ) {}

  /**
   * @param given the flag's value
   * @returns undefined when it is missing or wrong, which {@link throwIfAnyIsMissing} tells
   */
  async answer<T>(question: Question<T>, given: string | undefined): Promise<T | undefined> {
    if (given !== undefined) return this.#read(question, given);
    const { fallback } = question;
    if (this.terminal.ask !== undefined && (this.asksForFallbacks || fallback === undefined)) {
      return this.#askUntilRight(question, this.terminal.ask);
    }
    if (fallback !== undefined) return this.#read(question, fallback);
    this.#problems.push(`${question.flag} is missing: ${lowerFirst(question.text)}.`);
    return undefined;
  }

  /** @throws UsageError with everything that is missing or wrong */
  throwIfAnyIsMissing(): void {
    if (this.#problems.length > 0) throw new UsageError(this.#problems.join('\n'));
  }

  #read<T>({ flag, read }: Question<T>, given: string): T | undefined {
    try {
      return read(given);
    } catch (thrown) {
      this.#problems.push(
        `${flag} ${JSON.stringify(given)}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      );
      return undefined;
    }
  }

  async #askUntilRight<T>(
    { text, fallback, read }: Question<T>,
    ask: (question: string) => Promise<string>,
  ): Promise<T> {
    for (;;) {
      const answer = (await ask((fallback ?? '') === '' ? `${text}: ` : `${text} [${fallback}]: `)).trim();
      try {
        return read(answer === '' && fallback !== undefined ? fallback : answer);
      } catch (thrown) {
        this.terminal.print(`  ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
