/** Does something again and again, never twice at a time, until it is stopped. */
export class Polling {
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** @param intervalMs from the end of one time to the beginning of the next */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly intervalMs: number,
  ) {
    this.#wait();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.work().finally(() => this.#wait()), this.intervalMs);
  }
}
