import type { Priority, RequestOptions } from '../core/request';
import type { WaitingLane } from './batch-policy';
import type { Ticket } from './ticket';

/** Pieces of one call that wait: those from `next` to before `end`. */
export interface Entry {
  readonly ticket: Ticket;
  next: number;
  readonly end: number;
  /** Since when it has waited for its turn. */
  sinceMs: number;
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
  readonly #entries = new Set<Entry>();
  #lastTakenMs = -Infinity;

  constructor(
    readonly key: string,
    readonly priority: Priority,
    readonly options: RequestOptions,
    readonly isMergeable: boolean,
  ) {}

  get sinceMs(): number {
    for (const { sinceMs } of this.#entries) return this.isMergeable ? sinceMs : Math.max(sinceMs, this.#lastTakenMs);
    return Infinity;
  }

  get oldestMs(): number {
    let oldest = Infinity;
    for (const { ticket } of this.#entries) oldest = Math.min(oldest, ticket.arrivedMs);
    return oldest;
  }

  add(entry: Entry): void {
    this.#entries.add(entry);
    this.rows += rowsBetween(entry.ticket, entry.next, entry.end);
  }

  /** @returns false when it was not there any longer */
  remove(entry: Entry): boolean {
    if (!this.#entries.delete(entry)) return false;
    this.rows -= rowsBetween(entry.ticket, entry.next, entry.end);
    return true;
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
      this.#entries.delete(entry);
      if (left <= 0) break;
    }
    this.rows -= maxRows - left;
    this.#lastTakenMs = nowMs;
    return slices;
  }

  #moveToEnd(entry: Entry, nowMs: number): void {
    entry.sinceMs = nowMs;
    this.#entries.delete(entry);
    this.#entries.add(entry);
  }
}

function rowsBetween({ pieces: { rows } }: Ticket, next: number, end: number): number {
  if (rows === undefined) return end - next;
  let total = 0;
  for (let index = next; index < end; index++) total += rows[index]!;
  return total;
}
