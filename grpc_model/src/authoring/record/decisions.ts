import type { TestCase } from '../../test-cases/read-test-cases';
import type { Terminal } from '../run-verb';
import type { NewOutput, Review } from './review-case';

/** What becomes of a case: nothing is written, or it is, as something that somebody has looked at or has not. */
export type Verdict = 'leave' | 'reviewed' | 'not-reviewed';

/** What the command line has decided already. */
export interface DecidedByFlags {
  readonly yes: boolean;
  readonly reviewed: boolean;
  readonly 'dry-run': boolean;
}

/** Shows what the model does to each case, and finds out, from flags or a person, what is to be recorded. */
export class Decisions {
  readonly #same: string[] = [];
  readonly #recorded: string[] = [];
  readonly #failed: string[] = [];
  readonly #refused: string[] = [];
  #notReviewed = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly flags: DecidedByFlags,
  ) {}

  get isDryRun(): boolean {
    return this.flags['dry-run'];
  }

  get hasTrouble(): boolean {
    return this.#failed.length > 0 || this.#refused.length > 0;
  }

  /** @param expected what the case expects, for the review of one that has not changed */
  async on(testCase: TestCase, review: Review, expected: readonly string[]): Promise<Verdict> {
    const { name } = testCase;
    if (review.kind === 'failed') {
      this.#failed.push(name);
      this.#show(`FAILED   ${name}`, review.problems);
      return 'leave';
    }
    return review.kind === 'same' ? this.#onSame(testCase, expected) : this.#onChanged(name, review.outputs);
  }

  /** How it went, and what to do next. */
  summary(): string[] {
    const counts = [
      `${this.#same.length} as expected`,
      `${this.#recorded.length} ${this.isDryRun ? 'to record' : 'recorded'}`,
      `${this.#refused.length} refused`,
      `${this.#failed.length} failed`,
    ];
    return [`${counts.join(', ')}.`, ...this.#next()];
  }

  #next(): string[] {
    const lines: string[] = [];
    if (this.#failed.length > 0)
      lines.push(`Mend the model, or the case, of: ${this.#failed.join(', ')}. Nothing was written for them.`);
    if (this.#refused.length > 0 && this.terminal.ask === undefined)
      lines.push(
        'Nobody can be asked here: say --yes to record, or --reviewed when you have looked at the differences.',
      );
    if (this.#notReviewed > 0)
      lines.push(
        'Not reviewed yet: look at the outputs, then run "npm run record -- --reviewed", or answer its questions.',
      );
    if (!this.hasTrouble && !this.isDryRun) lines.push('Next: npm test');
    return lines;
  }

  async #onSame({ name, isReviewed }: TestCase, expected: readonly string[]): Promise<Verdict> {
    this.#same.push(name);
    this.terminal.print(`same     ${name}${isReviewed ? '' : ' (not reviewed)'}`);
    if (isReviewed) return 'leave';
    if (this.flags.reviewed) return 'reviewed';
    if (this.terminal.ask === undefined || this.flags.yes || this.isDryRun) {
      this.#notReviewed++;
      return 'leave';
    }
    this.#show('         nobody has looked at it yet:', expected);
    if (await this.#isAccepted(`Is that right for ${name}?`)) return 'reviewed';
    this.#notReviewed++;
    return 'leave';
  }

  async #onChanged(name: string, outputs: readonly NewOutput[]): Promise<Verdict> {
    const isFirst = outputs.every((each) => each.isFirst);
    this.terminal.print(`${isFirst ? 'new     ' : 'CHANGED '} ${name}`);
    for (const output of outputs)
      this.#show(`         ${output.name}${output.isFirst ? ' (for the first time)' : ''}`, output.lines);
    const verdict = await this.#verdictOn(name);
    (verdict === 'leave' ? this.#refused : this.#recorded).push(name);
    if (verdict === 'not-reviewed') this.#notReviewed++;
    return verdict;
  }

  async #verdictOn(name: string): Promise<Verdict> {
    if (this.flags.reviewed) return 'reviewed';
    // A dry run shows what --yes would do.
    if (this.flags.yes || this.isDryRun) return 'not-reviewed';
    if (this.terminal.ask === undefined) return 'leave';
    return (await this.#isAccepted(`Record ${name}?`)) ? 'reviewed' : 'leave';
  }

  async #isAccepted(question: string): Promise<boolean> {
    for (;;) {
      const answer = ((await this.terminal.ask?.(`${question} [y/N] `)) ?? '').trim().toLowerCase();
      if (['y', 'yes'].includes(answer)) return true;
      if (['', 'n', 'no'].includes(answer)) return false;
      this.terminal.print('  Answer y or n.');
    }
  }

  #show(title: string, lines: readonly string[]): void {
    this.terminal.print(title);
    for (const line of lines) this.terminal.print(`           ${line}`);
  }
}
