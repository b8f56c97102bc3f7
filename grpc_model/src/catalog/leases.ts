/** Counts the calls that hold a version, so that it is not ended under them. */
export class Leases {
  #count = 0;
  #onReturned: (() => void) | undefined;

  /** Holds the version until the work has ended. */
  during<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    // Not an async function: one call costs microseconds, and this stands in the way of every one.
    try {
      return work().then(
        (answer) => {
          this.#giveBack();
          return answer;
        },
        (thrown: unknown) => {
          this.#giveBack();
          throw thrown;
        },
      );
    } catch (thrown) {
      this.#giveBack();
      throw thrown;
    }
  }

  /** Holds the version from the first piece that is asked for until the end of the reading. */
  async *whileRead<T>(start: () => AsyncIterable<T>): AsyncGenerator<T> {
    this.#count++;
    try {
      yield* start();
    } finally {
      this.#giveBack();
    }
  }

  /** Resolves when nobody holds the version any longer, or when the time is over. */
  async returned(timeoutMs: number): Promise<void> {
    if (this.#count === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onReturned = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
  }

  readonly #giveBack = (): void => {
    if (--this.#count === 0) this.#onReturned?.();
  };
}
