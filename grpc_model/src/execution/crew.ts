import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, ServingError } from '../core/errors';
import type { WrapperCapabilities } from '../core/executor';
import type { WorkerRange } from '../core/model-options';
import type { ModelSpec } from '../core/model-spec';
import type { ModelWorker, Tenancy } from './model-worker';
import { HEALTHY_AFTER_MS, MAX_LOAD_FAILURES, restartDelayMs } from './restart-policy';
import { shouldGrow, shouldShrink } from './scale-policy';
import type { Tenant, WorkerPool } from './worker-pool';

/** A model that took down so many workers of a shared pool works alone from then on. */
const MAX_SHARED_KILLS = 2;

export interface CrewOptions {
  readonly spec: ModelSpec;
  readonly pool: WorkerPool;
  /** Makes the pool for a model that took shared workers down; absent when the pool is the model's own. */
  readonly makeOwnPool?: (() => WorkerPool) | undefined;
  /** How long a worker beyond the least may do nothing, in milliseconds. */
  readonly workerIdleMs: number;
}

export interface CrewListener {
  /** A worker that has loaded the model is there. */
  joined(worker: ModelWorker): void;
  /** Called before the model leaves a worker that is well; resolves when the worker holds nothing more of it. */
  finish(worker: ModelWorker): Promise<void>;
  /** Every worker is gone, and none could be replaced. */
  gaveUp(reason: string): void;
}

interface Place {
  readonly worker: ModelWorker;
  readonly pool: WorkerPool;
  /** Resolves when the model is to leave the worker. */
  readonly left: Promise<undefined>;
  readonly leave: () => void;
  lastUsedMs: number;
}

/** The workers of one model: as many as its range and its load ask for, each replaced when it dies. */
export class Crew {
  /** The workers that have loaded the model, oldest first. */
  readonly ready = new Map<ModelWorker, Place>();
  /** How long a worker took to start and to load the model, the last time, in milliseconds. */
  loadMs = 0;
  readonly #options: CrewOptions;
  readonly #listener: CrewListener;
  readonly #tenant: Tenant;
  readonly #tenancy: Tenancy;
  #pool: WorkerPool;
  #range: WorkerRange;
  #stopping = new AbortController();
  /** Places that are kept filled. */
  #places = 0;
  /** Every place that is taken or about to be. */
  readonly #taken = new Set<Place>();
  #isReplacing = false;
  #replacing: Promise<void> = Promise.resolve();
  /** Deaths and failed loads since a worker was last healthy. */
  #failures = 0;
  /** Failed loads since a worker last loaded. */
  #loadFailures = 0;
  /** Workers of a shared pool that died under this model's work. */
  #sharedKills = 0;
  #shrinkTimer: NodeJS.Timeout | undefined;

  constructor(options: CrewOptions, tenant: Tenant, listener: CrewListener) {
    this.#options = options;
    this.#listener = listener;
    this.#tenant = tenant;
    this.#tenancy = tenant.tenancy;
    this.#pool = options.pool;
    this.#range = options.spec.options.workers;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Resolves when one worker has loaded the model; the others follow one by one. */
  async start(): Promise<WrapperCapabilities> {
    this.#stopping = new AbortController();
    this.#failures = 0;
    this.#loadFailures = 0;
    this.#shrinkTimer = setInterval(() => this.#shrink(), Math.max(this.#options.workerIdleMs / 2, 100)).unref();
    const place = this.#takePlace();
    if (place === undefined) throw new ServingError('unavailable', 'There is no worker for the model.');
    try {
      const loaded = this.#load(place);
      const capabilities = await loaded;
      void this.#keepFilled(place, loaded);
      void this.#fill();
      return capabilities;
    } catch (thrown) {
      clearInterval(this.#shrinkTimer);
      throw thrown;
    }
  }

  /** Work waits; so long that one more worker may help. */
  reportPressure(waitedMs: number): void {
    if (!this.isStopping && shouldGrow(waitedMs, this.#facts, this.#range))
      void this.#addPlace()?.catch(() => undefined);
  }

  scale(range: WorkerRange): void {
    this.#range = range;
    if (this.#pool !== this.#options.pool || this.#options.makeOwnPool === undefined) this.#pool.setMax(range.max);
    for (const place of [...this.ready.values()].slice(range.max)) place.leave();
    void this.#fill();
  }

  /** A worker has been given work; what is used is not shrunk away. */
  touch(worker: ModelWorker): void {
    const place = this.ready.get(worker);
    if (place !== undefined) place.lastUsedMs = Date.now();
  }

  /** Puts another worker beside this one, and leaves this one when the other is ready. One after the other. */
  replace(worker: ModelWorker): Promise<void> {
    this.#replacing = this.#replacing.then(() => this.#replace(worker));
    return this.#replacing;
  }

  /** A worker died under this model's work. */
  blame(): void {
    if (this.#options.makeOwnPool === undefined || this.#pool !== this.#options.pool) return;
    if (++this.#sharedKills < MAX_SHARED_KILLS) return;
    this.#tenancy.logger.warn(`The model took down ${this.#sharedKills} shared workers; it gets workers of its own.`);
    this.#pool = this.#options.makeOwnPool();
    for (const worker of [...this.ready.keys()]) void this.replace(worker);
  }

  /** Finishes what runs, and leaves every worker. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#shrinkTimer);
    await Promise.all(
      Array.from(this.#taken, (place) => {
        place.leave();
        return this.#vacate(place);
      }),
    );
  }

  async #replace(worker: ModelWorker): Promise<void> {
    const old = this.ready.get(worker);
    // The place of a worker that has died is filled again anyway.
    const place = old && worker.isUsable && !this.isStopping ? this.#takePlace(true) : undefined;
    if (old === undefined || place === undefined) return;
    this.#isReplacing = true;
    try {
      const loaded = this.#load(place);
      await loaded;
      void this.#keepFilled(place, loaded);
      old.leave();
    } catch (thrown) {
      this.#tenancy.logger.warn('A worker that is due could not be replaced; it stays.', { reason: messageOf(thrown) });
      // Unless it died meanwhile, and found no other place.
      void this.#fill();
    } finally {
      this.#isReplacing = false;
    }
  }

  get #facts() {
    return { ready: this.ready.size, all: this.#places + (this.#isReplacing ? 1 : 0) };
  }

  #takePlace(mayExceed = false): Place | undefined {
    const pool = this.#pool;
    const worker = pool.obtain(this.#tenant, mayExceed);
    if (worker === undefined) return undefined;
    let leave!: () => void;
    const left = new Promise<undefined>((resolve) => (leave = () => resolve(undefined)));
    const place = { worker, pool, left, leave, lastUsedMs: Date.now() };
    this.#taken.add(place);
    void worker.exited.then(() => this.#taken.delete(place));
    return place;
  }

  async #fill(): Promise<void> {
    while (!this.isStopping && this.#places < this.#range.min) {
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
    const isOver = () => signal.aborted;
    this.#places++;
    let place: Place | undefined = first;
    let loaded = firstLoaded;
    while (place !== undefined) {
      const ended = await this.#serveIn(place, loaded, isOver);
      if (isOver() || ended === undefined) break;
      if (this.ready.size === 0 && this.#loadFailures >= MAX_LOAD_FAILURES) {
        return this.#giveUp(ended);
      }
      await delay(restartDelayMs(this.#failures), undefined, { signal }).catch(() => undefined);
      place = isOver() ? undefined : this.#takePlace();
      if (place !== undefined) loaded = this.#load(place);
      else if (!isOver() && this.#taken.size === 0) return this.#giveUp('no worker has room for the model');
    }
    this.#places--;
  }

  /** @returns why the place must be filled again; undefined when the model left it */
  async #serveIn(
    place: Place,
    loaded: Promise<WrapperCapabilities>,
    isOver: () => boolean,
  ): Promise<string | undefined> {
    const { worker } = place;
    try {
      await loaded;
    } catch (thrown) {
      if (!isOver()) this.#countFailedLoad(thrown);
      return messageOf(thrown);
    }
    if (isOver()) return undefined;
    this.#loadFailures = 0;
    this.ready.set(worker, place);
    this.#tenancy.logger.info('A worker is ready.', { worker: worker.name, loadMs: this.loadMs });
    place.lastUsedMs = Date.now();
    this.#listener.joined(worker);
    const how = await Promise.race([worker.exited, place.left]);
    this.ready.delete(worker);
    if (isOver()) return undefined;
    if (how === undefined) void this.#vacate(place);
    else this.#countDeath(worker, how);
    return how;
  }

  async #load({ worker, pool }: Place): Promise<WrapperCapabilities> {
    const startMs = Date.now();
    try {
      const capabilities = await worker.load(this.#tenancy, this.#options.spec);
      this.loadMs = Date.now() - startMs;
      return capabilities;
    } catch (thrown) {
      const isAlone = pool.isAlone(this.#tenant, worker);
      if (isAlone) worker.kill('it failed to load');
      const released = pool.release(this.#tenant, worker);
      if (isAlone) await released;
      throw new ServingError('failed-precondition', messageOf(thrown), { cause: thrown });
    }
  }

  /** Leaves a worker when it has finished what it holds of the model. */
  async #vacate(place: Place): Promise<void> {
    const { worker, pool } = place;
    if (!this.ready.delete(worker) && this.isStopping && pool.isAlone(this.#tenant, worker)) {
      worker.kill('the model is being unloaded');
    }
    await this.#listener.finish(worker);
    await pool.release(this.#tenant, worker);
    this.#taken.delete(place);
  }

  #shrink(): void {
    for (const place of [...this.ready.values()].reverse()) {
      const idleMs = place.worker.works.length > 0 ? 0 : Date.now() - place.lastUsedMs;
      if (shouldShrink(idleMs, this.#options.workerIdleMs, this.#facts, this.#range)) return place.leave();
    }
  }

  #countFailedLoad(thrown: unknown): void {
    this.#failures++;
    this.#loadFailures++;
    const fields = { reason: messageOf(thrown), failures: this.#failures };
    this.#tenancy.logger.error('A worker could not load the model.', fields);
  }

  #countDeath(worker: ModelWorker, how: string): void {
    const wasHealthy = worker.answered > 0 || Date.now() - worker.startedAtMs > HEALTHY_AFTER_MS;
    this.#failures = wasHealthy ? 1 : this.#failures + 1;
    const delayMs = restartDelayMs(this.#failures);
    this.#tenancy.logger.warn(`A worker ${how}; another takes its place.`, { worker: worker.name, delayMs });
  }

  #giveUp(reason: string): void {
    this.#places--;
    this.#stopping.abort();
    clearInterval(this.#shrinkTimer);
    this.#listener.gaveUp(reason);
  }
}
