import type { Call } from '../core/call';
import { ServingError, toServingError } from '../core/errors';
import type { Executor, Signature } from '../core/executor';
import type { QueueFigures } from '../core/figures';
import { LinkedList } from '../core/linked-list';
import type { BatchingOptions, QueueLimits } from '../core/model-options';
import {
  byteLengthOfAll,
  failed,
  type InferenceRequest,
  type Item,
  type ItemResult,
  type RequestOptions,
} from '../core/request';
import { rowLayoutOf, rowsOf, type RowLayout } from '../core/rows';
import type { Runnable } from '../core/served-model';
import { MAX_TIMER_MS } from '../core/timer';
import { Batch } from './batch';
import { planBatch, type BatchLimits } from './batch-policy';
import { batchesAhead, refusalOfHopeless, refusalOfLate } from './deadline-policy';
import type { Lane, Slice } from './lane';
import { cutIntoPieces } from './pieces';
import { PressureGauge } from './pressure-gauge';
import { Ticket } from './ticket';
import { WaitingQueue } from './waiting-queue';

export interface SchedulerOptions {
  readonly batching: BatchingOptions;
  readonly queue: QueueLimits;
  /** What the model declares, unless the executor knows it from the model's file. */
  readonly declared: Signature;
}

/**
 * Decides which calls go to the executor, when, and which of them together. A lone call goes on at once; what comes while
 * workers are busy waits in a bounded queue and shares batches. A batch that threw runs again item by item; one that killed
 * its worker does not.
 */
export class Scheduler implements Runnable {
  readonly #executor: Executor;
  readonly #options: SchedulerOptions;
  readonly #queue: WaitingQueue;
  readonly #pressure: PressureGauge;
  /** What runs and has been through the queue. */
  readonly #batches = new LinkedList<Batch>();
  /** How many requests the executor holds. */
  #running = 0;
  #isGathering = false;
  #delayTimer: NodeJS.Timeout | undefined;
  #closedBecause: ServingError | undefined;
  #layout: RowLayout | undefined;
  #limits: BatchLimits | undefined;

  constructor(executor: Executor, options: SchedulerOptions) {
    this.#executor = executor;
    this.#options = options;
    this.#queue = new WaitingQueue(options.queue);
    this.#pressure = new PressureGauge(this.#queue, executor);
    executor.onRoom(() => this.#onRoom());
  }

  /** What waits to be given to the executor. */
  get figures(): QueueFigures {
    return this.#queue.figures;
  }

  infer(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    if (this.#closedBecause !== undefined) return Promise.reject(this.#closedBecause);
    if (request.items.length === 0) return Promise.resolve([]);
    if (this.#canPassThrough(request)) return this.#passThrough(request, call);
    try {
      return this.#enqueue(request, call);
    } catch (thrown) {
      return Promise.reject(toServingError(thrown));
    }
  }

  stream(item: Item, options: RequestOptions, call: Call): AsyncIterable<Item> {
    return this.#executor.stream(item, options, call);
  }

  /** Refuses what waits, and what comes after; what runs is left to the executor, which is about to stop or has failed. */
  close(reason: ServingError): void {
    this.#closedBecause = reason;
    for (const ticket of this.#queue.removeAll()) ticket.fail(reason);
  }

  /** Whether nothing could be gained, for this call or another, by queueing it. */
  #canPassThrough({ items }: InferenceRequest): boolean {
    if (items.length > 1 || !this.#queue.isEmpty || this.#executor.room !== 'idle') return false;
    const { maxRows, maxQueueDelayMs } = this.#batchLimits();
    if (maxRows > 1 && (this.#running > 0 || maxQueueDelayMs > 0)) return false;
    const layout = this.#rowLayout();
    const mayNeedCutting = this.#executor.capabilities.batch && layout.inputs.size > 0;
    return !mayNeedCutting || (rowsOf(items[0]!, layout) ?? 1) <= maxRows;
  }

  /** The call has a worker to itself: it is that worker's, and nothing of it is kept here. */
  #passThrough(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    this.#running++;
    return this.#executor.infer(request, call).then(
      (results) => {
        this.#hasRun();
        if (results.length === 1) return results;
        throw new ServingError('internal', `${results.length} results came for 1 item.`);
      },
      (thrown: unknown) => {
        this.#hasRun();
        if (call.abortedBecause !== undefined) throw call.abortedBecause;
        return [failed(describe(thrown, call))];
      },
    );
  }

  #enqueue(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    const layout = this.#rowLayout();
    const bytes = byteLengthOfAll(request.items);
    const refusal = call.abortedBecause ?? this.#refusalOf(request, bytes, call.deadlineMs, layout);
    if (refusal !== undefined) throw refusal;
    const maxRows = this.#executor.capabilities.batch ? this.#batchLimits().maxRows : Infinity;
    const pieces = cutIntoPieces(request.items, layout, maxRows);
    const ticket = new Ticket(request, call, pieces, bytes, performance.now(), this.#onCallerGone);
    this.#queue.add(ticket, layout);
    this.#onArrival();
    return ticket.answer;
  }

  #refusalOf(
    request: InferenceRequest,
    bytes: number,
    deadlineMs: number,
    layout: RowLayout,
  ): ServingError | undefined {
    // What only gathers does not keep others out.
    if (this.#queue.refusalOf(bytes) !== undefined) this.#dispatch();
    const refusal = this.#queue.refusalOf(bytes);
    if (refusal !== undefined || deadlineMs === Infinity) return refusal;
    if (this.#queue.isEmpty || this.#executor.room === 'idle') return undefined;
    const own = this.#queue.laneFor(request, layout);
    const { maxRows } = this.#batchLimits();
    const ahead = batchesAhead(this.#queue.lanes, request.priority ?? 'normal', own, maxRows);
    return refusalOfHopeless(ahead, this.#executor, deadlineMs - Date.now());
  }

  /** Alone, it goes now; in company, others of this turn of the event loop may join. */
  #onArrival(): void {
    const { room } = this.#executor;
    if (room === 'none') this.#pressure.watch();
    else if (this.#running === 0 && this.#queue.calls === 1) this.#dispatch();
    else this.#gather();
  }

  #onRoom(): void {
    if (!this.#queue.isEmpty) this.#gather();
  }

  /** Sends when this turn of the event loop has brought all that it brings, or now, where nothing can join anyway. */
  #gather(): void {
    if (this.#isGathering) return;
    if (this.#batchLimits().maxRows === 1) return this.#dispatch();
    this.#isGathering = true;
    // The first turn ends what was read already; the second one reads what came meanwhile. That doubles the batches.
    setImmediate(() =>
      setImmediate(() => {
        this.#isGathering = false;
        this.#dispatch();
      }),
    );
  }

  /** Sends as much as the policy lets go. */
  #dispatch(): void {
    const limits = this.#batchLimits();
    while (!this.#queue.isEmpty) {
      const nowMs = performance.now();
      const plan = planBatch(this.#queue.lanes, this.#executor.room, nowMs, limits);
      if (plan.action === 'take') {
        const slices = this.#inTime(this.#queue.take(plan.lane, plan.rows, nowMs));
        if (slices.length > 0) this.#send(slices, plan.lane);
        continue;
      }
      if (plan.action === 'wait') this.#dispatchIn(plan.untilMs - nowMs);
      else this.#pressure.watch();
      return;
    }
    clearTimeout(this.#delayTimer);
  }

  #dispatchIn(delayMs: number): void {
    clearTimeout(this.#delayTimer);
    this.#delayTimer = setTimeout(() => this.#dispatch(), Math.min(Math.ceil(delayMs), MAX_TIMER_MS));
  }

  /** No worker begins what its caller would not wait to see. */
  #inTime(slices: readonly Slice[]): readonly Slice[] {
    const { meanWorkMs } = this.#executor;
    const nowMs = Date.now();
    // Nearly always all are in time.
    if (slices.every(({ ticket }) => ticket.call.deadlineMs - nowMs >= meanWorkMs)) return slices;
    return slices.filter(({ ticket }) => {
      const refusal = refusalOfLate(this.#executor, ticket.call.deadlineMs - nowMs);
      if (refusal === undefined) return true;
      this.#queue.remove(ticket);
      ticket.fail(refusal);
      return false;
    });
  }

  #send(slices: readonly Slice[], lane: Lane): void {
    const batch = new Batch(slices, lane.options);
    this.#batches.add(batch);
    this.#running++;
    this.#executor.infer(batch.request, batch.call).then(
      (results) => {
        batch.deliver(results);
        this.#hasRun(batch);
      },
      (thrown: unknown) => {
        this.#onFailedBatch(batch, thrown);
        this.#hasRun(batch);
      },
    );
  }

  #onFailedBatch(batch: Batch, thrown: unknown): void {
    const error = describe(thrown, batch.call);
    const isWanted = batch.call.abortedBecause === undefined && this.#closedBecause === undefined;
    if (error.code !== 'model-failed' || batch.size === 1 || !isWanted) return batch.fail(error);
    batch.call.logger.warn('A batch failed; its items run again one by one.', {
      items: batch.size,
      reason: error.message,
    });
    const nowMs = performance.now();
    for (const slice of batch.slices) if (!slice.ticket.isSettled) this.#queue.addAlone(slice, nowMs);
    this.#dispatch();
  }

  /** What waits of the call leaves; what runs of it ends when it runs for nobody else. */
  readonly #onCallerGone = (ticket: Ticket, reason: ServingError): void => {
    this.#queue.remove(ticket);
    for (const batch of this.#batches) batch.callerGaveUp(reason);
  };

  #hasRun(batch?: Batch): void {
    this.#running--;
    if (batch !== undefined) this.#batches.remove(batch);
  }

  /** Whether the wrapper batches is known only when it is loaded. */
  #batchLimits(): BatchLimits {
    if (!this.#executor.capabilities.batch) return ONE_BY_ONE;
    return (this.#limits ??= { ...this.#options.batching, maxRows: this.#options.batching.maxBatchSize });
  }

  /** Of the model's file only once it is loaded. */
  #rowLayout(): RowLayout {
    return (this.#layout ??= rowLayoutOf(this.#executor.capabilities.signature ?? this.#options.declared));
  }
}

const ONE_BY_ONE: BatchLimits = { maxRows: 1, maxQueueDelayMs: 0, preferredBatchSizes: [] };

/** Whatever was thrown, as its callers get it; what nobody foresaw goes into the log. */
function describe(thrown: unknown, call: Call): ServingError {
  const error = toServingError(thrown);
  if (error.code === 'internal') {
    const stack = thrown instanceof Error ? thrown.stack : String(thrown);
    call.logger.error('A batch failed for a reason that nobody foresaw.', { stack });
  }
  return error;
}
