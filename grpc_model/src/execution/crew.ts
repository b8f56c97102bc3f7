import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import type { WorkerRange } from '../core/model-options';
import { CrewFailures } from './crew-failures';
import type { CrewListener, CrewOptions } from './crew-options';
import { HomePool } from './home-pool';
import type { ModelWorker } from './model-worker';
import { Place } from './place';
import { MAX_LOAD_FAILURES, restartDelayMs } from './restart-policy';
import { shouldGrow, shouldShrink } from './scale-policy';
import { hasNotBegun } from './work';
import type { Tenant } from './worker-pool';

/** How long to wait for a worker that is about to be ready. */
const NO_ROOM_MS = 50;

/** The workers of one model: as many as its range and its load ask for, each replaced when it dies. */
export class Crew {
  /** The workers that have loaded the model, oldest first. */
  readonly ready = new Map<ModelWorker, Place>();
  /** How long a worker took to start and to load the model, the last time, in milliseconds. */
  loadMs = 0;
  readonly #options: CrewOptions;
  readonly #listener: CrewListener;
  readonly #tenant: Tenant;
  readonly #home: HomePool;
  #range: WorkerRange;
  #stopping = new AbortController();
  /** Between a start that succeeded and the end. */
  #isServing = false;
  /** Places that are kept filled. */
  #places = 0;
  /** Every place that is taken or about to be. */
  readonly taken = new Set<Place>();
  #isReplacing = false;
  #replacing: Promise<void> = Promise.resolve();
  readonly #failures: CrewFailures;
  #shrinkTimer: NodeJS.Timeout | undefined;

  constructor(options: CrewOptions, tenant: Tenant, listener: CrewListener) {
    this.#options = options;
    this.#listener = listener;
    this.#tenant = tenant;
    this.#failures = new CrewFailures(tenant.tenancy.logger, options.observer);
    this.#home = new HomePool(options, tenant.tenancy.logger);
    this.#range = options.spec.options.workers;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Resolves when one worker has loaded the model; the others follow one by one. */
  async start(): Promise<WrapperCapabilities> {
    this.#stopping = new AbortController();
    this.#failures.forget();
    const { place, capabilities } = await this.#loadFirst(this.#stopping.signal);
    this.#isServing = true;
    this.#shrinkTimer = setInterval(() => this.#shrink(), Math.max(this.#options.workerIdleMs / 2, 100)).unref();
    void this.#keepFilled(place, Promise.resolve(capabilities));
    void this.#fill();
    return capabilities;
  }

  /** Work waits; so long that one more worker may help. */
  reportPressure(waitedMs: number): void {
    if (this.#isServing && shouldGrow(waitedMs, this.#facts, this.#range))
      void this.#addPlace()?.catch(() => undefined);
  }

  scale(range: WorkerRange): void {
    this.#range = range;
    this.#home.setMax(range.max);
    for (const place of [...this.ready.values()].slice(range.max)) this.#leave(place);
    void this.#fill();
  }

  /** A worker has been given work, or has finished it; what is used is not shrunk away. */
  touch(worker: ModelWorker): void {
    const place = this.ready.get(worker);
    if (place !== undefined) place.lastUsedMs = Date.now();
  }

  /** Puts another worker beside this one, and leaves this one when the other is ready. One after the other. */
  replace(worker: ModelWorker): Promise<void> {
    // One that still loads is replaced when it is ready.
    for (const place of this.taken) if (place.worker === worker) place.isDue = true;
    return (this.#replacing = this.#replacing.then(() => this.#replace(worker)));
  }

  /** A worker died under this model's work. */
  blame(): void {
    if (!this.#home.blame()) return;
    this.#home.setMax(this.#range.max);
    for (const worker of [...this.ready.keys()]) void this.replace(worker);
  }

  /** Finishes what runs, and leaves every worker. */
  async stop(): Promise<void> {
    this.#isServing = false;
    this.#stopping.abort();
    clearInterval(this.#shrinkTimer);
    await Promise.all(
      Array.from(this.taken, (place) => {
        this.#leave(place);
        return this.#vacate(place);
      }),
    );
  }

  /** A worker that ends before it comes to the load says nothing about the model: another one is asked. */
  async #loadFirst(signal: AbortSignal): Promise<{ place: Place; capabilities: WrapperCapabilities }> {
    for (let attempt = 1; ; attempt++) {
      const place = this.#takePlace();
      if (place === undefined) throw new ServingError('unavailable', 'There is no worker for the model.');
      try {
        const capabilities = await this.#load(place);
        if (!signal.aborted) return { place, capabilities };
      } catch (thrown) {
        if (!hasNotBegun(thrown) || attempt === MAX_LOAD_FAILURES) throw thrown;
      }
      if (signal.aborted) throw new ServingError('failed-precondition', 'The model was stopped while it loaded.');
    }
  }

  async #replace(worker: ModelWorker): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 2; this.ready.has(worker) && worker.isUsable && !signal.aborted; failures++) {
      if (await this.#tryToReplace(worker, signal)) return;
      await delay(restartDelayMs(failures), undefined, { signal }).catch(() => undefined);
    }
  }

  async #tryToReplace(worker: ModelWorker, signal: AbortSignal): Promise<boolean> {
    const place = this.#takePlace(true);
    if (place === undefined) return false;
    this.#isReplacing = true;
    try {
      const loaded = this.#load(place);
      await loaded;
      void this.#keepFilled(place, loaded);
      const old = this.ready.get(worker);
      if (old !== undefined) this.#leave(old);
      return true;
    } catch (thrown) {
      const reason = messageOf(thrown);
      if (!signal.aborted)
        this.#tenant.tenancy.logger.warn('A worker that is due could not be replaced yet.', { reason });
      return false;
    } finally {
      this.#isReplacing = false;
    }
  }

  get #facts() {
    return { ready: this.ready.size, all: this.#places + (this.#isReplacing ? 1 : 0) };
  }

  #takePlace(mayExceed = false): Place | undefined {
    const pool = this.#home.current;
    const worker = pool.obtain(this.#tenant, mayExceed);
    if (worker === undefined) return undefined;
    const place = new Place(worker, pool);
    this.taken.add(place);
    void worker.exited.then(() => this.taken.delete(place));
    return place;
  }

  async #fill(): Promise<void> {
    while (this.#isServing && this.#places < this.#range.min) {
      const loaded = this.#addPlace();
      if (loaded === undefined) return;
      await loaded.catch(() => undefined);
    }
  }

  #addPlace(): Promise<WrapperCapabilities> | undefined {
    const place = this.#takePlace();
    if (place === undefined) return undefined;
    const loaded = this.#load(place);
    void this.#keepFilled(place, loaded);
    return loaded;
  }

  /** Keeps one place filled: waits for a worker's end, then puts another there, until the model leaves it or is stopped. */
  async #keepFilled(first: Place, firstLoaded: Promise<WrapperCapabilities>): Promise<void> {
    const { signal } = this.#stopping;
    this.#places++;
    let place: Place | undefined = first;
    let loaded = firstLoaded;
    while (place !== undefined) {
      const ended = await this.#serveIn(place, loaded, signal);
      if (signal.aborted || ended === undefined) break;
      if (this.ready.size === 0 && this.#failures.areTooMany) {
        void this.stop();
        this.#listener.gaveUp(ended);
        break;
      }
      place = await this.#nextPlace(signal);
      if (place !== undefined) loaded = this.#load(place);
    }
    this.#places--;
    void this.#fill();
  }

  /** @returns undefined when the model is over, or when its other workers are as many as there may be */
  async #nextPlace(signal: AbortSignal): Promise<Place | undefined> {
    let { delayMs } = this.#failures;
    do {
      await delay(delayMs, undefined, { signal }).catch(() => undefined);
      if (isOver(signal)) return undefined;
      // Without any, one that has not finished yet what it is to leave does not count.
      const place = this.#takePlace(this.ready.size === 0 && !this.#isReplacing);
      if (place !== undefined) return place;
      delayMs = NO_ROOM_MS;
    } while (this.ready.size === 0);
    return undefined;
  }

  /** @returns why the place must be filled again; undefined when the model left it */
  async #serveIn(place: Place, loaded: Promise<WrapperCapabilities>, signal: AbortSignal): Promise<string | undefined> {
    const { worker } = place;
    try {
      await loaded;
    } catch (thrown) {
      if (!signal.aborted && !hasNotBegun(thrown)) this.#failures.failedToLoad(thrown);
      return messageOf(thrown);
    }
    if (isOver(signal)) return undefined;
    this.#join(place);
    const how = await Promise.race([worker.exited, place.left]);
    this.ready.delete(worker);
    if (isOver(signal)) return undefined;
    if (how === undefined) void this.#vacate(place);
    else this.#failures.died(worker, how);
    return how;
  }

  #join(place: Place): void {
    const { worker } = place;
    this.#failures.loaded();
    this.ready.set(worker, place);
    this.#tenant.tenancy.logger.info('A worker is ready.', { worker: worker.name, loadMs: this.loadMs });
    place.lastUsedMs = Date.now();
    this.#listener.joined(worker);
    if (place.isDue || place.pool !== this.#home.current) void this.replace(worker);
    else if (this.ready.size > this.#range.max) this.#leave(place);
  }

  async #load(place: Place): Promise<WrapperCapabilities> {
    const { worker, pool } = place;
    const startMs = Date.now();
    try {
      const capabilities = await worker.load(this.#tenant.tenancy, this.#options.spec);
      place.isLoaded = true;
      this.loadMs = Date.now() - startMs;
      return capabilities;
    } catch (thrown) {
      this.taken.delete(place);
      if (thrown instanceof ServingError && thrown.code === 'unavailable' && !this.isStopping) this.blame();
      const isAlone = pool.isAlone(this.#tenant, worker);
      if (isAlone) worker.kill('it failed to load');
      const released = pool.release(this.#tenant, worker);
      if (isAlone) await released;
      throw new ServingError('failed-precondition', messageOf(thrown), { cause: thrown });
    }
  }

  #leave(place: Place): void {
    this.ready.delete(place.worker);
    place.leave();
  }

  /** Leaves a worker when it has finished what it holds of the model. */
  #vacate(place: Place): Promise<void> {
    return (place.vacated ??= this.#finishIn(place));
  }

  async #finishIn(place: Place): Promise<void> {
    const { worker, pool } = place;
    if (!place.isLoaded && pool.isAlone(this.#tenant, worker)) worker.kill('the model is being unloaded');
    await this.#listener.finish(worker);
    await pool.release(this.#tenant, worker);
    this.taken.delete(place);
    void this.#fill();
  }

  #shrink(): void {
    for (const place of [...this.ready.values()].reverse()) {
      const idleMs = place.worker.works.length > 0 ? 0 : Date.now() - place.lastUsedMs;
      if (shouldShrink(idleMs, this.#options.workerIdleMs, this.#facts, this.#range)) return this.#leave(place);
    }
  }
}

/** Asked as a function, because waiting changes the answer. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
