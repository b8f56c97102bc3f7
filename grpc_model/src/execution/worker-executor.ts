import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../contract';
import type { Call } from '../core/call';
import { ServingError } from '../core/errors';
import type { Executor, Room, WrapperCapabilities } from '../core/executor';
import type { WorkerFigures } from '../core/figures';
import type { WorkerRange } from '../core/model-options';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import { Crew } from './crew';
import type { CrewOptions } from './crew-options';
import type { ModelWorker, Tenancy } from './model-worker';
import { runTimeoutOf } from './run-timeout';
import type { Tenant } from './worker-pool';
import { untilAbandoned } from './until-abandoned';
import { WaitingLine } from './waiting-line';
import { NeverBegunError, type Work } from './work';
import { workerFiguresOf } from './worker-figures';

/** A worker is sent work ahead as long as all that it holds is expected to take no longer, in milliseconds. */
const AHEAD_MS = 20;

/** The most pieces that a worker holds: enough to save most waking. */
const MAX_WORKS = 16;

/** How much the last piece of work counts in the mean of how long a piece takes. */
const LAST_WEIGHT = 0.2;

export interface WorkerExecutorOptions extends CrewOptions {
  readonly logger: Logger;
  /** How long a wrapper may go on after its signal fired, before its worker is replaced, in milliseconds. */
  readonly abandonGraceMs: number;
  /** How long the reader of a stream may leave a piece unread, in milliseconds. */
  readonly streamIdleMs: number;
}

let lastModel = 0;

/** Runs one model's wrapper in supervised workers: a death costs the work that was in that worker and nothing else. */
export class WorkerExecutor implements Executor, Tenant, Tenancy {
  capabilities: WrapperCapabilities = { batch: false, stream: false };
  readonly model = ++lastModel;
  readonly logger: Logger;
  meanWorkMs = 0;
  readonly #options: WorkerExecutorOptions;
  readonly #crew: Crew;
  readonly #line = new WaitingLine<ModelWorker>();
  #onRoom: () => void = () => undefined;
  #onFailure: (reason: string) => void = () => undefined;
  #closedBecause: ServingError | undefined;
  readonly #runTimeout;

  constructor(options: WorkerExecutorOptions) {
    this.#options = options;
    this.logger = options.logger;
    this.#runTimeout = runTimeoutOf(options.spec.bundle);
    this.#crew = new Crew(options, this, {
      joined: (worker) => this.onVacancy(worker),
      finish: (worker) => this.#finish(worker),
      gaveUp: (reason) => this.#fail(reason),
    });
  }

  get tenancy(): Tenancy {
    return this;
  }

  get isWaiting(): boolean {
    return !this.#line.isEmpty;
  }

  get workers(): number {
    return Math.max(1, this.#crew.ready.size);
  }

  get workerFigures(): WorkerFigures {
    return workerFiguresOf(this.#crew);
  }

  get room(): Room {
    const worker = this.#pick();
    if (worker === undefined) return 'none';
    return worker.isIdle ? 'idle' : 'ahead';
  }

  onRoom(listener: () => void): void {
    this.#onRoom = listener;
  }

  onFailure(listener: (reason: string) => void): void {
    this.#onFailure = listener;
  }

  reportPressure(waitedMs: number): void {
    this.#crew.reportPressure(waitedMs);
  }

  scale(workers: WorkerRange): void {
    this.#crew.scale(workers);
  }

  async start(): Promise<WrapperCapabilities> {
    this.#closedBecause = undefined;
    this.capabilities = await this.#crew.start();
    return this.capabilities;
  }

  async stop(): Promise<void> {
    this.#close(new ServingError('unavailable', 'The model is being unloaded.'));
    await this.#crew.stop();
  }

  infer(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    return this.#inWorker(
      call,
      (worker) => this.#inferIn(worker, request, call),
      () => this.#pick(),
    );
  }

  async *stream(item: Item, options: RequestOptions, call: Call): AsyncGenerator<Item> {
    const { worker, work, next } = await this.#inWorker(
      call,
      (free) => {
        const stream = free.stream(this, item, options, call);
        this.#watch(free, stream.work, 1);
        return Promise.resolve({ worker: free, ...stream });
      },
      () => this.#idleWorker(),
    );
    // A reader that hangs up between two pieces asks for none, and is heard all the same.
    const abandon = () => this.#abandon(worker, work);
    call.onAbort(abandon);
    const { streamIdleMs } = this.#options;
    const patience = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    try {
      for (;;) {
        const piece = await this.#untilAbandoned(next(), worker, work, call);
        if (piece === undefined) return;
        timer = setTimeout(() => {
          patience.abort();
          abandon();
        }, streamIdleMs);
        yield piece;
        clearTimeout(timer);
        if (patience.signal.aborted) throw unread(streamIdleMs);
      }
    } finally {
      clearTimeout(timer);
      call.offAbort(abandon);
      this.#abandon(worker, work);
    }
  }

  onVacancy(worker: ModelWorker): void {
    // It may have failed to load the model, or be about to lose it.
    if (!this.#crew.ready.has(worker)) return;
    while (worker.isIdle && !this.#line.isEmpty) this.#line.give(worker);
    if (this.#line.isEmpty) this.#onRoom();
  }

  moveOff(worker: ModelWorker): void {
    void this.#crew.replace(worker);
  }

  /** Begins something in a worker, at once where there is room and nobody waits. */
  #inWorker<T>(
    call: Call,
    begin: (worker: ModelWorker) => Promise<T>,
    pick: () => ModelWorker | undefined,
  ): Promise<T> {
    const refusal = call.abortedBecause ?? this.#closedBecause;
    if (refusal !== undefined) return Promise.reject(refusal);
    const worker = this.#line.isEmpty ? pick() : undefined;
    if (worker !== undefined) return begin(worker);
    return new Promise((resolve, reject) => this.#line.wait(call, (free) => resolve(begin(free)), reject));
  }

  #inferIn(worker: ModelWorker, request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    const { work, answer } = worker.infer(this, request, call);
    this.#watch(worker, work, request.items.length);
    return this.#untilAbandoned(answer, worker, work, call).catch((thrown: unknown) => {
      if (thrown instanceof NeverBegunError) return this.infer(request, call);
      throw thrown;
    });
  }

  /** An idle worker, or else one that holds so little that waiting behind it costs less than waiting to be called. */
  #pick(): ModelWorker | undefined {
    let best: ModelWorker | undefined;
    for (const [worker, { pool }] of this.#crew.ready) {
      if (worker.isIdle) return worker;
      if (!this.#hasRoomAhead(worker) || pool.isAwaited(this, worker)) continue;
      if (best === undefined || worker.expectedMs < best.expectedMs) best = worker;
    }
    return best;
  }

  #idleWorker(): ModelWorker | undefined {
    for (const worker of this.#crew.ready.keys()) if (worker.isIdle) return worker;
    return undefined;
  }

  #hasRoomAhead({ isUsable, works, expectedMs }: ModelWorker): boolean {
    if (!isUsable || this.meanWorkMs === 0 || works.length >= MAX_WORKS) return false;
    return expectedMs + this.meanWorkMs <= AHEAD_MS && works.every(({ kind }) => kind === 'infer');
  }

  #untilAbandoned<T>(answer: Promise<T>, worker: ModelWorker, work: Work, call: Call): Promise<T> {
    return untilAbandoned(answer, {
      ...this.#runTimeout,
      call,
      onBegun: (listener) => work.onBegun(listener),
      onAbandon: () => this.#abandon(worker, work),
    });
  }

  /** What is to happen when a piece of work is finished, however it ended. */
  #watch(worker: ModelWorker, work: Work, items: number): void {
    this.#crew.touch(worker);
    work.onFinished(() => {
      this.#crew.touch(worker);
      const { begunAtMs, workedMs: wrapperMs } = work;
      if (begunAtMs !== undefined) {
        const report = { begunAtMs, endedAtMs: performance.now(), wrapperMs, items };
        work.call?.worked(report);
        this.#options.observer.worked(report);
      }
      if (work.hasKilled) this.#crew.blame();
      else this.#learn(work);
    });
  }

  #learn({ workedMs }: Work): void {
    if (workedMs === undefined) return;
    this.meanWorkMs = this.meanWorkMs === 0 ? workedMs : this.meanWorkMs + LAST_WEIGHT * (workedMs - this.meanWorkMs);
  }

  /**
   * Tells the wrapper that nobody waits, and replaces its worker when it goes on regardless. Waiting as long as a new
   * worker takes to load never costs more than twice the better choice.
   */
  #abandon(worker: ModelWorker, work: Work): void {
    if (work.isFinished) return;
    work.abort();
    const graceMs = Math.max(this.#options.abandonGraceMs, this.#crew.isStopping ? 0 : this.#crew.loadMs);
    work.onBegun(() => {
      const timer = setTimeout(() => worker.kill('it went on after nobody waited for it any longer'), graceMs);
      work.onFinished(() => clearTimeout(timer));
    });
  }

  /** Lets a worker finish what it holds of this model, as long as one piece of work may take. */
  async #finish(worker: ModelWorker): Promise<void> {
    const held = worker.works.filter(({ tenancy }) => tenancy === this);
    const last = held.at(-1);
    if (last === undefined) return;
    // Abandoned before a stop, work was given more time than a stop has.
    for (const work of held) if (work.isAborted) this.#abandon(worker, work);
    const timer = new AbortController();
    const patience = delay(this.#runTimeout.timeoutMs, undefined, { signal: timer.signal });
    const finished = new Promise<void>((resolve) => last.onFinished(resolve));
    await Promise.race([finished, patience.catch(() => undefined)]);
    timer.abort();
  }

  #fail(reason: string): void {
    this.#close(new ServingError('unavailable', `No worker could be started: ${reason}`));
    this.#onFailure(reason);
  }

  #close(because: ServingError): void {
    this.#closedBecause = because;
    this.#line.refuseAll(because);
  }
}

function unread(idleMs: number): ServingError {
  return new ServingError(
    'deadline-exceeded',
    `Nobody read the stream's next piece for ${idleMs} ms, so it was ended; open it again and read it as it comes.`,
  );
}
