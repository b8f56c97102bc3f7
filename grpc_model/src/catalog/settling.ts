/** Tells files that are still being written from those that are complete: the latter are the same in two looks in a row. */
export class Settling {
  #last = new Map<string, string>();
  #now = new Map<string, string>();

  /** Whether what has this key is as it was in the look before. */
  isSettled(key: string, fingerprint: string): boolean {
    this.#now.set(key, fingerprint);
    return this.#last.get(key) === fingerprint;
  }

  /** The look is over; the next one compares with it. */
  endLook(): void {
    this.#last = this.#now;
    this.#now = new Map();
  }
}
