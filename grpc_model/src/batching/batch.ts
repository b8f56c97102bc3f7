import type { Call } from '../core/call';
import { ServingError } from '../core/errors';
import type { Listed } from '../core/linked-list';
import { failed, type InferenceRequest, type Item, type ItemResult, type RequestOptions } from '../core/request';
import { BatchCall } from './batch-call';
import type { Slice } from './lane';

/** What is sent to a worker at once, for one caller or several. */
export class Batch implements Listed<Batch> {
  before: Batch | undefined;
  after: Batch | undefined;
  readonly request: InferenceRequest;
  readonly call: Call;
  readonly #shared: BatchCall | undefined;

  constructor(
    readonly slices: readonly Slice[],
    options: RequestOptions,
  ) {
    const [{ ticket, count }] = slices as readonly [Slice];
    const { items } = ticket.pieces;
    const isWhole = slices.length === 1 && count === items.length;
    this.request = { items: isWhole ? items : itemsOf(slices), options };
    this.#shared = slices.length === 1 ? undefined : new BatchCall(slices.map((slice) => slice.ticket.call));
    this.call = this.#shared ?? ticket.call;
  }

  get size(): number {
    return this.request.items.length;
  }

  /** One caller of it gave up: when it was the last one, the work ends. */
  callerGaveUp(reason: ServingError): void {
    if (this.#shared !== undefined && this.slices.every(({ ticket }) => ticket.isSettled)) this.#shared.abort(reason);
  }

  deliver(results: readonly ItemResult[]): void {
    if (results.length !== this.size) {
      this.#failCalls(new ServingError('internal', `${results.length} results came for ${this.size} items.`));
      return;
    }
    let offset = 0;
    for (const { ticket, first, count } of this.slices) {
      ticket.deliver(first, results, offset, offset + count);
      offset += count;
    }
  }

  /** Each item of it fails; the caller that gave up has its own reason. */
  fail(error: ServingError): void {
    const reason = this.call.abortedBecause;
    if (reason !== undefined) this.#failCalls(reason);
    else this.deliver(new Array<ItemResult>(this.size).fill(failed(error)));
  }

  #failCalls(error: ServingError): void {
    for (const { ticket } of this.slices) ticket.fail(error);
  }
}

function itemsOf(slices: readonly Slice[]): Item[] {
  const items: Item[] = [];
  for (const { ticket, first, count } of slices)
    for (let index = first; index < first + count; index++) items.push(ticket.pieces.items[index]!);
  return items;
}
