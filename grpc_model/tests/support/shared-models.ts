import type { WorkerPool } from '../../src/execution/worker-pool';
import { createPool, ExecutorFixture, type FixtureOptions } from './executor-fixture';
import { LogBook } from './log-book';
import { isRunning } from './processes';

interface SharedModelOptions extends FixtureOptions {
  /** What the wrapper does while it loads; see `wrappers/scripted.ts`. */
  readonly onLoad?: string;
}

/** A pool of real workers, and models that share it. */
export class SharedModels {
  readonly log = new LogBook();
  readonly pool: WorkerPool;
  readonly #models: ExecutorFixture[] = [];

  constructor(max = 2, options: FixtureOptions = {}) {
    this.pool = createPool(this.log, max, options);
  }

  /** A model of the pool that has not started. */
  add({ onLoad, ...options }: SharedModelOptions = {}): ExecutorFixture {
    const sharedPool = this.pool;
    const model = new ExecutorFixture({ ...(onLoad !== undefined && { onLoad }), options: { ...options, sharedPool } });
    this.#models.push(model);
    return model;
  }

  async start(options?: SharedModelOptions): Promise<ExecutorFixture> {
    const model = this.add(options);
    await model.executor.start();
    await model.log.waitFor('A worker is ready.');
    return model;
  }

  /** The processes of the pool that run. */
  pids(): number[] {
    return this.pool.workers.map(({ name }) => Number(name)).filter(isRunning);
  }

  /** Stops them all at once, and checks that they leave no process behind. */
  async stop(): Promise<void> {
    await Promise.all(this.#models.map(({ executor }) => executor.stop()));
    for (const model of this.#models) await model.stop();
    if (this.pids().length > 0) throw new Error('Models that were stopped left workers behind.');
  }
}
