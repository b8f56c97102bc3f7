import { ElementsError } from './elements-error';

/** Looks after the lists of a tensor in JSON: that each has as many entries as the shape says. */
export class Nesting {
  /** Of the lists that are open, from the outermost on: how many commas have been in each, and how many lists. */
  readonly #commas: number[] = [];
  readonly #lists: number[] = [];
  #depth = 0;

  /** @param lengths how many entries a list of each depth has */
  constructor(private readonly lengths: readonly number[]) {}

  /** Whether every list that was opened is closed. */
  get isOver(): boolean {
    return this.#depth === 0;
  }

  open(): void {
    if (this.#depth === this.lengths.length) throw this.#uneven();
    if (this.#depth > 0) this.#lists[this.#depth - 1]!++;
    this.#commas[this.#depth] = 0;
    this.#lists[this.#depth] = 0;
    this.#depth++;
  }

  comma(): void {
    const at = this.#depth - 1;
    if (++this.#commas[at]! < this.lengths[at]!) return;
    throw new ElementsError('too-many', `has a list of more than ${this.lengths[at]} entries${this.#where()}`);
  }

  close(): void {
    const at = this.#depth - 1;
    const entries = this.#commas[at]! + 1;
    if (entries < this.lengths[at]!) {
      throw new ElementsError(
        'too-few',
        `has a list of ${entries} entries; expected ${this.lengths[at]}${this.#where()}`,
      );
    }
    if (this.#depth < this.lengths.length && this.#lists[at] !== entries) throw this.#uneven();
    this.#depth--;
  }

  #uneven(): ElementsError {
    return new ElementsError(
      'uneven',
      'is nested otherwise than its shape is; expected lists as the shape has them, or a flat one',
    );
  }

  #where(): string {
    return this.lengths.length === 1 ? '' : `, at depth ${this.#depth} of ${this.lengths.length}`;
  }
}
