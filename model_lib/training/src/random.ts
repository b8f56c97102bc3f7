/** A reproducible source of chance: the same seed gives the same sequence on every machine (SplitMix32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** Approximately normal (the sum of four uniform numbers), with mean 0 and within ±3.5 deviations. */
  normal(deviation: number): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * Math.sqrt(3) * deviation;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('There is nothing to pick from: the list is empty.');
    return item;
  }

  /** Another sequence, which does not disturb this one however much of it is used. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 2 ** 32));
  }
}
