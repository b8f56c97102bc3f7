import { ServingError } from '../core/errors';
import type { QueueFigures } from '../core/figures';
import { LinkedList } from '../core/linked-list';
import type { QueueLimits } from '../core/model-options';
import type { InferenceRequest } from '../core/request';
import type { RowLayout } from '../core/rows';
import { Entry, Lane, type Slice } from './lane';
import { mergeKeyOf } from './merge-key';
import { parametersKeyOf } from './parameters-key';
import type { Ticket } from './ticket';

/** The calls that wait, sorted into lanes, and how much they hold. */
export class WaitingQueue {
  calls = 0;
  readonly #lanes = new Map<string, Lane>();
  /** The lane that emptied last is kept: nearly always the next call goes there. */
  #emptyLane: Lane | undefined;
  /** Calls of which something waits, in the order in which they came. */
  readonly #tickets = new LinkedList<Ticket>();
  #bytes = 0;

  constructor(private readonly limits: QueueLimits) {}

  get isEmpty(): boolean {
    return this.calls === 0;
  }

  get figures(): QueueFigures {
    return { calls: this.calls, bytes: this.#bytes };
  }

  /** Some may be empty. */
  get lanes(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** When that arrived which has waited longest; undefined when nothing waits. */
  get oldestMs(): number | undefined {
    return this.#tickets.first?.arrivedMs;
  }

  /** @returns why there is no room for a call with so many bytes; undefined when there is */
  refusalOf(bytes: number): ServingError | undefined {
    const { maxCalls, maxBytes } = this.limits;
    if (this.calls >= maxCalls) {
      return new ServingError(
        'resource-exhausted',
        `${this.calls} calls wait for the model, and at most ${maxCalls} may; try again later.`,
      );
    }
    // When nothing waits, a call is let in whatever its size: the message limit has bounded it.
    if (this.#bytes > 0 && this.#bytes + bytes > maxBytes) {
      return new ServingError(
        'resource-exhausted',
        `The calls that wait for the model hold ${this.#bytes} bytes, this one ${bytes}, and all may hold ${maxBytes}; try again later.`,
      );
    }
    return undefined;
  }

  /** Adds all pieces of a call. Neighbours that may share a batch make one entry. */
  add(ticket: Ticket, layout: RowLayout): void {
    const { items } = ticket.pieces;
    const kind = kindOf(ticket.request);
    let next = 0;
    let key = mergeKeyOf(items[0]!, layout);
    for (let end = 1; end <= items.length; end++) {
      const nextKey = end === items.length ? undefined : mergeKeyOf(items[end]!, layout);
      if (end < items.length && nextKey === key) continue;
      this.#enter(this.#laneOf(ticket.request, kind, key), ticket, next, end, ticket.arrivedMs);
      next = end;
      key = nextKey;
    }
  }

  /** Adds pieces of a call that must share a batch with nothing. */
  addAlone({ ticket, first, count }: Slice, nowMs: number): void {
    const lane = this.#laneOf(ticket.request, kindOf(ticket.request), undefined);
    this.#enter(lane, ticket, first, first + count, nowMs);
  }

  take(lane: Lane, maxRows: number, nowMs: number): Slice[] {
    const slices = lane.take(maxRows, nowMs);
    if (lane.rows === 0) this.#keepEmpty(lane);
    for (const { ticket, count } of slices) this.#countOut(ticket, count);
    return slices;
  }

  /** Takes a call out, wherever it waits. */
  remove(ticket: Ticket): void {
    if (ticket.waiting === 0) return;
    for (const entry of ticket.entries) {
      const { lane } = entry;
      lane?.remove(entry);
      if (lane?.rows === 0) this.#keepEmpty(lane);
    }
    this.#countOut(ticket, ticket.waiting);
  }

  /** Takes all calls out. */
  removeAll(): Ticket[] {
    const tickets = [...this.#tickets];
    for (const ticket of tickets) this.remove(ticket);
    return tickets;
  }

  /** The lane in which a request's first piece would wait; undefined when there is none yet. */
  laneFor(request: InferenceRequest, layout: RowLayout): Lane | undefined {
    return this.#lanes.get(laneKeyOf(kindOf(request), mergeKeyOf(request.items[0]!, layout)));
  }

  #laneOf(request: InferenceRequest, kind: string, mergeKey: string | undefined): Lane {
    const key = laneKeyOf(kind, mergeKey);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new Lane(key, request.priority ?? 'normal', request.options, mergeKey !== undefined);
      this.#lanes.set(key, lane);
    }
    if (lane === this.#emptyLane) this.#emptyLane = undefined;
    return lane;
  }

  #keepEmpty(lane: Lane): void {
    if (this.#emptyLane !== undefined) this.#lanes.delete(this.#emptyLane.key);
    this.#emptyLane = lane;
  }

  #enter(lane: Lane, ticket: Ticket, next: number, end: number, sinceMs: number): void {
    const entry = new Entry(ticket, next, end, sinceMs);
    lane.add(entry);
    ticket.entries.push(entry);
    if (ticket.waiting === 0) {
      this.#tickets.add(ticket);
      this.calls++;
      this.#bytes += ticket.bytes;
    }
    ticket.waiting += end - next;
  }

  #countOut(ticket: Ticket, pieces: number): void {
    ticket.waiting -= pieces;
    if (ticket.waiting > 0) return;
    this.calls--;
    this.#bytes -= ticket.bytes;
    this.#tickets.remove(ticket);
  }
}

/** What requests must have in common to share a lane, whatever their items are. */
function kindOf({ options: { detectDrift, explain, parameters }, priority = 'normal' }: InferenceRequest): string {
  const wishes = (explain ? 'e' : '') + (detectDrift ? 'd' : '');
  return `${priority} ${wishes} ${parameters === undefined ? '' : parametersKeyOf(parameters)}`;
}

function laneKeyOf(kind: string, mergeKey: string | undefined): string {
  return mergeKey === undefined ? `${kind} alone` : `${kind}|${mergeKey}`;
}
