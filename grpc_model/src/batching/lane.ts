import { LinkedList, type Listed } from '../core/linked-list';
import type { Priority, RequestOptions } from '../core/request';
import type { WaitingLane } from './batch-policy';
import type { Ticket } from './ticket';

/** Pieces of one call that wait: those from `next` to before `end`. */
export class Entry implements Listed<Entry> {
  before: Entry | undefined;
  after: Entry | undefined;
  /** Where it waits; undefined once it does not. */
  lane: Lane | undefined;

  /** @param sinceMs since when it has waited for its turn */
  constructor(
    readonly ticket: Ticket,
    public next: number,
    readonly end: number,
    public sinceMs: number,
  ) {}
}

/** Pieces of one call in a batch. */
export interface Slice {
  readonly ticket: Ticket;
  readonly first: number;
  readonly count: number;
}

/** What waits and may share a batch, or, where it is not mergeable, must not. First come, first served. */
export class Lane implements WaitingLane {
  rows = 0;
  readonly #entries = new LinkedList<Entry>();
  #lastTakenMs = -Infinity;

  constructor(
    readonly key: string,
    readonly priority: Priority,
    readonly options: RequestOptions,
    readonly isMergeable: boolean,
  ) {}

  get sinceMs(): number {
    const { first } = this.#entries;
    if (first === undefined) return Infinity;
    return this.isMergeable ? first.sinceMs : Math.max(first.sinceMs, this.#lastTakenMs);
  }

  get oldestMs(): number {
    let oldest = Infinity;
    for (const { ticket } of this.#entries) oldest = Math.min(oldest, ticket.arrivedMs);
    return oldest;
  }

  add(entry: Entry): void {
    entry.lane = this;
    this.#entries.add(entry);
    this.rows += rowsBetween(entry.ticket, entry.next, entry.end);
  }

  remove(entry: Entry): void {
    this.#leave(entry);
    this.rows -= rowsBetween(entry.ticket, entry.next, entry.end);
  }

  /**
   * Takes pieces of at most so many rows, but at least one piece. A call of which something is left goes to the end, so that
   * a long one leaves room for its neighbours.
   */
  take(maxRows: number, nowMs: number): Slice[] {
    const slices: Slice[] = [];
    let left = maxRows;
    for (const entry of this.#entries) {
      const { ticket, next, end } = entry;
      const { rows } = ticket.pieces;
      let to = next;
      for (; to < end; to++) {
        const cost = rows === undefined ? 1 : rows[to]!;
        if (cost > left && (slices.length > 0 || to > next)) break;
        left -= cost;
      }
      if (to > next) slices.push({ ticket, first: next, count: to - next });
      if (to < end) {
        entry.next = to;
        if (to > next) this.#moveToEnd(entry, nowMs);
        break;
      }
      this.#leave(entry);
      if (left <= 0) break;
    }
    this.rows -= maxRows - left;
    this.#lastTakenMs = nowMs;
    return slices;
  }

  #moveToEnd(entry: Entry, nowMs: number): void {
    entry.sinceMs = nowMs;
    this.#entries.remove(entry);
    this.#entries.add(entry);
  }

  #leave(entry: Entry): void {
    entry.lane = undefined;
    this.#entries.remove(entry);
  }
}

function rowsBetween({ pieces: { rows } }: Ticket, next: number, end: number): number {
  if (rows === undefined) return end - next;
  let total = 0;
  for (let index = next; index < end; index++) total += rows[index]!;
  return total;
}
