/** Lets a bounded number of loads go on at a time; the others wait in order. */
export class LoadGate {
  #loading = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly maxAtATime: number) {}

  /**
   * Takes a place, at once when there is one.
   *
   * @param isUrgent somebody waits for this one: it goes before those for which nobody does
   * @returns undefined when the place is taken; else what to wait for
   */
  enter(isUrgent: boolean): Promise<void> | undefined {
    if (this.#loading >= this.maxAtATime) {
      return new Promise((resolve) => (isUrgent ? this.#waiting.unshift(resolve) : this.#waiting.push(resolve)));
    }
    this.#loading++;
    return undefined;
  }

  /** Gives the place to the next who waits. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#loading--;
    else next();
  }
}
