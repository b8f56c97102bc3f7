/** Numbers around zero that are the same in every run (mulberry32). */
export class RandomWeights {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** @param fanIn how many of them are added up: the sums stay about as large as the inputs */
  take(count: number, fanIn: number): Float32Array {
    const scale = Math.sqrt(6 / fanIn);
    return Float32Array.from({ length: count }, () => (this.#next() * 2 - 1) * scale);
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
