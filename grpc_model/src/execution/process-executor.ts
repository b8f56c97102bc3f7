import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, ServingError } from '../core/errors';
import type { Call } from '../core/call';
import type { Executor, Room, WrapperCapabilities } from '../core/executor';
import type { InferenceRequest, Item, ItemResult, RequestOptions } from '../core/request';
import { HEALTHY_AFTER_MS, MAX_LOAD_FAILURES, restartDelayMs } from './restart-policy';
import { runTimeoutOf } from './run-timeout';
import { TurnQueue } from './turn-queue';
import { untilAbandoned } from './until-abandoned';
import { NeverBegunError, type Work } from './work';
import { WorkerProcess, type WorkerOptions } from './worker-process';

/** A worker whose work takes no longer is sent the next piece before it asks, so that it need not wait for it. */
const QUICK_MS = 1;

/** The most pieces that a quick worker holds: enough to save most waking, few enough to wait less than 20 ms behind. */
const MAX_WORKS = 16;

export interface ProcessExecutorOptions extends WorkerOptions {
  /** How many worker processes to keep alive; at least 1. */
  readonly workers: number;
  /** How long a wrapper may go on after its signal fired, before its worker is replaced, in milliseconds. */
  readonly abandonGraceMs: number;
  /** How long a worker may take to close, in milliseconds. */
  readonly closeTimeoutMs: number;
}

/** Runs wrappers in supervised child processes: a death costs the work that was in that process and nothing else. */
export class ProcessExecutor implements Executor {
  capabilities: WrapperCapabilities = { batch: false, stream: false };

  readonly #options: ProcessExecutorOptions;
  readonly #queue = new TurnQueue<WorkerProcess>();
  /** Every process that has not ended. */
  readonly #processes = new Set<WorkerProcess>();
  /** Those of them that have loaded the model. */
  readonly #alive = new Set<WorkerProcess>();
  readonly #failureListeners: ((reason: string) => void)[] = [];
  #onRoom: () => void = () => undefined;
  #stopping = new AbortController();
  /** Deaths and failed loads since a worker was last healthy. */
  #failures = 0;
  /** Failed loads since a worker last loaded. */
  #loadFailures = 0;

  constructor(options: ProcessExecutorOptions) {
    this.#options = options;
  }

  get workers(): number {
    return this.#options.workers;
  }

  get meanWorkMs(): number {
    return Math.max(0, ...Array.from(this.#alive, (worker) => worker.meanWorkMs));
  }

  get room(): Room {
    if (this.#queue.hasIdle) return 'idle';
    return this.#quickWorker() === undefined ? 'none' : 'ahead';
  }

  onRoom(listener: () => void): void {
    this.#onRoom = listener;
  }

  reportPressure(): void {
    // All workers are there from the start.
  }

  scale(): void {
    // As above.
  }

  onFailure(listener: (reason: string) => void): void {
    this.#failureListeners.push(listener);
  }

  async start(): Promise<WrapperCapabilities> {
    this.#stopping = new AbortController();
    this.#failures = 0;
    this.#loadFailures = 0;
    this.#queue.open();
    const first = this.#spawn();
    this.capabilities = await this.#loaded(first);
    void this.#keepSlotFilled(first);
    void this.#fillOtherSlots();
    return this.capabilities;
  }

  async infer(request: InferenceRequest, call: Call): Promise<readonly ItemResult[]> {
    for (;;) {
      const worker = await this.#acquire(call.signal);
      const { work, answer } = worker.infer(request, call.id);
      this.#takeBackWhenFinished(worker, work);
      try {
        return await this.#untilAbandoned(answer, worker, work, call);
      } catch (thrown) {
        if (!(thrown instanceof NeverBegunError)) throw thrown;
      }
    }
  }

  async *stream(item: Item, options: RequestOptions, call: Call): AsyncGenerator<Item> {
    const worker = await this.#acquireIdle(call.signal);
    const { work, next } = worker.stream(item, options, call.id);
    this.#takeBackWhenFinished(worker, work);
    // A reader that hangs up between two pieces asks for none, and is heard all the same.
    const onAbort = () => this.#abandon(worker, work);
    call.signal.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        const piece = await this.#untilAbandoned(next(), worker, work, call);
        if (piece === undefined) return;
        yield piece;
      }
    } finally {
      call.signal.removeEventListener('abort', onAbort);
      this.#abandon(worker, work);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#queue.close(new ServingError('unavailable', 'The model is being unloaded.'));
    await Promise.all(Array.from(this.#processes, (worker) => this.#closeWorker(worker)));
  }

  /** A free worker, or else one that is so quick that waiting behind its work costs less than waiting to be called. */
  async #acquire(signal: AbortSignal): Promise<WorkerProcess> {
    const quick =
      this.#queue.hasIdle || this.#stopping.signal.aborted || signal.aborted ? undefined : this.#quickWorker();
    return quick ?? this.#acquireIdle(signal);
  }

  async #acquireIdle(signal: AbortSignal): Promise<WorkerProcess> {
    for (;;) {
      const worker = await this.#queue.acquire(signal);
      // It may have been told to end while it was idle.
      if (worker.isUsable) return worker;
    }
  }

  #quickWorker(): WorkerProcess | undefined {
    let best: WorkerProcess | undefined;
    for (const worker of this.#alive) {
      if (!hasRoomAhead(worker)) continue;
      if (best === undefined || worker.works.length < best.works.length) best = worker;
    }
    return best;
  }

  #untilAbandoned<T>(answer: Promise<T>, worker: WorkerProcess, work: Work, call: Call): Promise<T> {
    return untilAbandoned(answer, {
      ...runTimeoutOf(this.#options.bundle),
      signal: call.signal,
      onBegun: (listener) => work.onBegun(listener),
      onAbandon: () => this.#abandon(worker, work),
    });
  }

  /**
   * Tells the wrapper that nobody waits, and replaces its worker when it goes on regardless. Waiting as long as a new
   * worker takes to load never costs more than twice the better choice.
   */
  #abandon(worker: WorkerProcess, work: Work): void {
    if (work.isFinished) return;
    work.abort();
    const isStopping = this.#stopping.signal.aborted;
    const graceMs = Math.max(this.#options.abandonGraceMs, isStopping ? 0 : worker.loadDurationMs);
    work.onBegun(() => {
      const timer = setTimeout(() => worker.kill('it went on after nobody waited for it any longer'), graceMs);
      work.onFinished(() => clearTimeout(timer));
    });
  }

  #takeBackWhenFinished(worker: WorkerProcess, work: Work): void {
    work.onFinished(() => {
      if (worker.isUsable && (this.#queue.hasWaiters || worker.works.length === 0)) this.#queue.offer(worker);
      this.#onRoom();
    });
  }

  /** Lets a worker finish what it holds, as long as one piece of work may take, and ends it. */
  async #closeWorker(worker: WorkerProcess): Promise<void> {
    if (!this.#alive.has(worker)) worker.kill('the model is being unloaded');
    const last = worker.works.at(-1);
    // Abandoned before the stop, work was given more time than a stop has.
    for (const work of worker.works) if (work.isAborted) this.#abandon(worker, work);
    const timer = new AbortController();
    const patience = delay(this.#options.bundle.metadata.timeouts.run.value, undefined, { signal: timer.signal });
    const finished = new Promise<void>((resolve) => (last === undefined ? resolve() : last.onFinished(resolve)));
    await Promise.race([finished, patience.catch(() => undefined)]);
    timer.abort();
    await worker.close(this.#options.closeTimeoutMs);
  }

  #spawn(): WorkerProcess {
    const worker = new WorkerProcess(this.#options);
    this.#processes.add(worker);
    void worker.exited.then(() => this.#processes.delete(worker));
    return worker;
  }

  async #fillOtherSlots(): Promise<void> {
    for (let slot = 1; slot < this.#options.workers && !this.#stopping.signal.aborted; slot++) {
      const worker = this.#spawn();
      void this.#keepSlotFilled(worker);
      await worker.loaded.catch(() => undefined);
    }
  }

  /** Keeps one place filled: waits for a worker's end, then puts another in its place, until the executor stops. */
  async #keepSlotFilled(first: WorkerProcess): Promise<void> {
    const { signal } = this.#stopping;
    let worker: WorkerProcess | undefined = first;
    while (worker !== undefined) {
      const reason = await this.#serveUntilItEnds(worker, signal);
      if (signal.aborted) return;
      if (this.#alive.size === 0 && this.#loadFailures >= MAX_LOAD_FAILURES) return this.#giveUp(reason);
      worker = await this.#replacement(signal);
    }
  }

  /** @returns the next worker, after the back-off; undefined when the executor stops meanwhile */
  async #replacement(signal: AbortSignal): Promise<WorkerProcess | undefined> {
    await delay(restartDelayMs(this.#failures), undefined, { signal }).catch(() => undefined);
    return signal.aborted ? undefined : this.#spawn();
  }

  /** @returns why it ended */
  async #serveUntilItEnds(worker: WorkerProcess, stopping: AbortSignal): Promise<string> {
    const { logger } = this.#options;
    try {
      await this.#loaded(worker);
    } catch (thrown) {
      if (stopping.aborted) return messageOf(thrown);
      this.#failures++;
      this.#loadFailures++;
      logger.error('A worker could not load the model.', { reason: messageOf(thrown), failures: this.#failures });
      return messageOf(thrown);
    }
    if (stopping.aborted) worker.kill('the model is being unloaded');
    this.#loadFailures = 0;
    this.#alive.add(worker);
    this.#queue.offer(worker);
    this.#onRoom();
    logger.info('A worker is ready.', { worker: worker.pid, loadMs: worker.loadDurationMs });
    const how = await worker.exited;
    this.#alive.delete(worker);
    this.#queue.withdraw(worker);
    if (!stopping.aborted) this.#countDeath(worker, how);
    return how;
  }

  async #loaded(worker: WorkerProcess): Promise<WrapperCapabilities> {
    try {
      return await worker.loaded;
    } catch (thrown) {
      worker.kill('it failed to load');
      throw new ServingError('failed-precondition', messageOf(thrown), { cause: thrown });
    }
  }

  #countDeath(worker: WorkerProcess, how: string): void {
    const wasHealthy = worker.answered > 0 || Date.now() - worker.startedAtMs > HEALTHY_AFTER_MS;
    this.#failures = wasHealthy ? 1 : this.#failures + 1;
    const delayMs = restartDelayMs(this.#failures);
    this.#options.logger.warn(`A worker ${how}; another takes its place.`, { worker: worker.pid, delayMs });
  }

  #giveUp(reason: string): void {
    this.#stopping.abort();
    this.#queue.close(new ServingError('unavailable', `No worker could be started: ${reason}`));
    for (const listener of this.#failureListeners) listener(reason);
  }
}

function hasRoomAhead({ isUsable, answered, meanWorkMs, works }: WorkerProcess): boolean {
  const isQuick = answered > 0 && meanWorkMs <= QUICK_MS;
  return isUsable && isQuick && works.length < MAX_WORKS && !works.some(({ isStream }) => isStream);
}
