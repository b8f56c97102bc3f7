import { setImmediate as nextTurn } from 'node:timers/promises';

/** The elements of a tensor as numbers. */
export type Scores = ArrayLike<number> | ArrayLike<bigint>;

/** Less than a millisecond each. */
const SLICE = 8192;

/**
 * The positions of the largest elements, the largest first; of equal ones the earlier first, and what is no number last.
 * Many are looked at in slices, so that others get their turn.
 *
 * @param begin the first element to look at
 * @param end the one after the last
 */
export async function topElements(scores: Scores, begin: number, end: number, count: number): Promise<Uint32Array> {
  const heap = new LowestFirst(scores, Math.min(count, end - begin));
  for (let position = begin; position < end; position++) {
    if ((position - begin) % SLICE === SLICE - 1) await nextTurn();
    heap.offer(position);
  }
  const top = new Uint32Array(heap.size);
  while (heap.size > 0) {
    if (heap.size % SLICE === 0) await nextTurn();
    top[heap.size - 1] = heap.takeLowest();
  }
  return top;
}

/** A binary heap of the best positions so far, the lowest of which is at hand to be replaced. */
class LowestFirst {
  size = 0;
  readonly #positions: Uint32Array;

  constructor(
    private readonly scores: Scores,
    private readonly capacity: number,
  ) {
    this.#positions = new Uint32Array(capacity);
  }

  offer(position: number): void {
    if (this.size < this.capacity) this.#rise(this.size++, position);
    else if (this.capacity > 0 && this.#isLower(this.#positions[0]!, position)) this.#sink(position);
  }

  takeLowest(): number {
    const lowest = this.#positions[0]!;
    const last = this.#positions[--this.size]!;
    if (this.size > 0) this.#sink(last);
    return lowest;
  }

  /** Finds the place of a position that comes in at the end. */
  #rise(at: number, position: number): void {
    let place = at;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#positions[parent]!;
      if (!this.#isLower(position, above)) break;
      this.#positions[place] = above;
      place = parent;
    }
    this.#positions[place] = position;
  }

  /** Finds the place of a position that comes in at the top. */
  #sink(position: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.#isLower(this.#positions[child + 1]!, this.#positions[child]!)) child++;
      if (!this.#isLower(this.#positions[child]!, position)) break;
      this.#positions[place] = this.#positions[child]!;
      place = child;
    }
    this.#positions[place] = position;
  }

  #isLower(a: number, b: number): boolean {
    const one = this.scores[a]!;
    const other = this.scores[b]!;
    if (one < other) return true;
    if (one > other) return false;
    if (one === other) return a > b;
    // One of them at least is no number, which equals nothing.
    const isNumber = Number.isNaN(one) ? 0 : 1;
    const isOtherNumber = Number.isNaN(other) ? 0 : 1;
    return isNumber === isOtherNumber ? a > b : isNumber < isOtherNumber;
  }
}
