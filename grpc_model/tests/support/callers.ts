import { rawFloats, runModel } from './store-client';
import type { ModzyTestClient } from './modzy-client';
import { until } from './until';

/** Which numbers a model may add, as time goes by. */
export class AllowedSummands {
  readonly #history: (readonly number[])[];

  constructor(...first: number[]) {
    this.#history = [first];
  }

  /** From now on, these. What was allowed when a call began is right for its answer, too. */
  set(...summands: number[]): void {
    this.#history.push(summands);
  }

  get moment(): number {
    return this.#history.length - 1;
  }

  since(moment: number): number[] {
    return this.#history.slice(moment).flat();
  }
}

/**
 * Callers who call a model's default version again and again, one in two of them with several items. A call that fails,
 * has an answer of a version that did not serve, or answers of two versions, ends them all.
 */
export class Callers {
  answered = 0;
  #isOver = false;
  readonly #ended: Promise<unknown>;

  constructor(
    private readonly client: ModzyTestClient,
    private readonly model: string,
    private readonly allowed: AllowedSummands,
    count: number,
  ) {
    this.#ended = Promise.all(Array.from({ length: count }, (_, index) => this.#callOn(index % 2 === 0 ? 1 : 5)));
    this.#ended.catch(() => (this.#isOver = true));
  }

  /** Resolves when so many more calls were answered; rejects when one was not, or wrongly. */
  async answer(count: number): Promise<void> {
    const goal = this.answered + count;
    await until(() => this.answered >= goal || this.#isOver);
    if (this.#isOver) await this.#ended;
  }

  /** Resolves when the last call is answered; rejects as {@link answer}. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#ended;
  }

  async #callOn(size: number): Promise<void> {
    const contents = Array.from({ length: size }, () => rawFloats(0, 0));
    while (!this.#isOver) {
      const { moment } = this.allowed;
      const answers = await runModel(this.client, this.model, contents);
      this.#check(answers, size, this.allowed.since(moment));
      this.answered++;
    }
  }

  #check(answers: readonly unknown[], size: number, allowed: readonly number[]): void {
    const texts = new Set(answers.map((answer) => JSON.stringify(answer)));
    const right = allowed.map((summand) => JSON.stringify({ shape: [1, 2], values: [summand, summand] }));
    const [first] = texts;
    if (answers.length === size && texts.size === 1 && right.includes(first!)) return;
    throw new Error(`${size} items were answered with ${[...texts].join(' and ')}; expected one of ${right.join()}.`);
  }
}
