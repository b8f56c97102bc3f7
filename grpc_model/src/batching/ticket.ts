import type { AbortListener } from '../core/abort-event';
import type { Call } from '../core/call';
import type { ServingError } from '../core/errors';
import type { Listed } from '../core/linked-list';
import type { InferenceRequest, ItemResult } from '../core/request';
import type { Entry } from './lane';
import { joinResults, type Pieces } from './pieces';

/** A call on its way through the queue: collects the results of its pieces, and answers once. */
export class Ticket implements Listed<Ticket> {
  before: Ticket | undefined;
  after: Ticket | undefined;
  /** Where its pieces wait, or have waited. */
  readonly entries: Entry[] = [];
  readonly answer: Promise<readonly ItemResult[]>;
  isSettled = false;
  /** How many of its pieces wait. */
  waiting = 0;
  #resolve!: (results: readonly ItemResult[]) => void;
  #reject!: (error: ServingError) => void;
  #results: ItemResult[] | undefined;
  #missing: number;
  readonly #onAbort: AbortListener;

  /** @param onAbort called when the caller gives up, after it has been answered */
  constructor(
    readonly request: InferenceRequest,
    readonly call: Call,
    readonly pieces: Pieces,
    readonly bytes: number,
    readonly arrivedMs: number,
    onAbort: (ticket: Ticket, reason: ServingError) => void,
  ) {
    this.#missing = pieces.items.length;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#onAbort = (reason) => {
      this.fail(reason);
      onAbort(this, reason);
    };
    call.onAbort(this.#onAbort);
  }

  /** The results of the pieces from `first` on: those of a batch from `offset` to `end`. */
  deliver(first: number, results: readonly ItemResult[], offset: number, end: number): void {
    if (this.isSettled) return;
    const count = end - offset;
    if (count === this.pieces.items.length) {
      this.#finish(count === results.length ? results : results.slice(offset, end));
      return;
    }
    const collected = (this.#results ??= new Array<ItemResult>(this.pieces.items.length));
    for (let index = 0; index < count; index++) collected[first + index] = results[offset + index]!;
    this.#missing -= count;
    if (this.#missing === 0) this.#finish(collected);
  }

  /** Answers the call as a whole. */
  fail(error: ServingError): void {
    if (this.isSettled) return;
    this.#settle();
    this.#reject(error);
  }

  #finish(results: readonly ItemResult[]): void {
    this.#settle();
    this.#resolve(joinResults(this.pieces, results));
  }

  #settle(): void {
    this.isSettled = true;
    this.call.offAbort(this.#onAbort);
  }
}
