import { countedOf, type ByteBudget } from '../byte-budget';

/** What one request's body holds of the room that all of them have: while it is received, and until it has been handled. */
export class HeldBytes {
  #counted = 0;

  constructor(private readonly budget: ByteBudget) {}

  /**
   * @param bytes that it holds now
   * @throws ServingError `resource-exhausted` when the others leave no room for more than before
   */
  grow(bytes: number): void {
    const more = countedOf(bytes) - this.#counted;
    if (more <= 0) return;
    this.budget.take(more, this.#counted);
    this.#counted += more;
  }

  /** @param bytes that it still holds */
  shrink(bytes: number): void {
    const less = this.#counted - countedOf(bytes);
    this.budget.giveBack(less);
    this.#counted -= less;
  }

  giveBack(): void {
    this.shrink(0);
  }
}
