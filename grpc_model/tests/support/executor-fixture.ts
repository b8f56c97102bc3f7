import type { ModelMetadata } from '../../src/contract';
import type { ModelOptions } from '../../src/core/model-options';
import type { ModelSpec } from '../../src/core/model-spec';
import { ProcessLink } from '../../src/execution/process-link';
import { ThreadLink } from '../../src/execution/thread-link';
import type { LinkListener, WorkerKind } from '../../src/execution/link';
import { NOBODY } from '../../src/core/model-observer';
import { WorkerExecutor } from '../../src/execution/worker-executor';
import { WorkerPool } from '../../src/execution/worker-pool';
import { LogBook } from './log-book';
import { SCRIPTED_COMPILED, WORKER_MAIN } from './paths';
import { isRunning } from './processes';
import { callOf, requestOf, summaryOf } from './requests';
import { specOf } from './specs';
import { stopWithin } from './stop-within';
import { createTestBundle, type TestBundle } from './test-bundle';

export interface FixtureOptions {
  readonly workers?: number;
  readonly wrapperPath?: string;
  readonly workerMain?: string;
  readonly kind?: WorkerKind;
  readonly closeTimeoutMs?: number;
  readonly streamIdleMs?: number;
  readonly areaBytes?: number;
  readonly workerIdleMs?: number;
  readonly model?: Partial<ModelOptions>;
  /** What else the model is made of. */
  readonly spec?: (bundle: TestBundle) => Partial<ModelSpec>;
  /** The most workers of its own pool; as many as `workers` unless given. */
  readonly poolMax?: number;
  /** A pool that other fixtures use, too. */
  readonly sharedPool?: WorkerPool;
}

export interface ExecutorFixtureOptions {
  readonly metadata?: Partial<ModelMetadata>;
  readonly options?: FixtureOptions;
  /** What the wrapper does while it loads; see `wrappers/scripted.ts`. */
  readonly onLoad?: string;
}

/** A pool of real workers. */
export function createPool(log: LogBook, max: number, options: FixtureOptions = {}): WorkerPool {
  const { workerMain = WORKER_MAIN, kind = 'process', closeTimeoutMs = 2000, areaBytes = 8 * 2 ** 20 } = options;
  const openLink = (listener: LinkListener) =>
    kind === 'thread' ? new ThreadLink(workerMain, listener) : new ProcessLink(workerMain, areaBytes, listener);
  const recycle = options.model?.recycle ?? { afterCalls: 0, aboveBytes: 0 };
  return new WorkerPool({ openLink, max, closeTimeoutMs, recycle, logger: log });
}

/** A worker executor over the scripted wrapper, with one worker unless options say otherwise, and what a test asks of it. */
export class ExecutorFixture {
  readonly bundle: TestBundle;
  readonly log = new LogBook();
  /** Why the executor gave up, each time that it did. */
  readonly failures: string[] = [];
  readonly executor: WorkerExecutor;
  readonly pool: WorkerPool;
  readonly #workers: number;

  constructor({ metadata, options = {}, onLoad = '' }: ExecutorFixtureOptions = {}) {
    this.bundle = createTestBundle(metadata);
    this.bundle.onLoad(onLoad);
    this.#workers = options.workers ?? 1;
    const { wrapperPath = SCRIPTED_COMPILED, sharedPool, streamIdleMs = 20_000, workerIdleMs = 60_000 } = options;
    const makeOwnPool = () => createPool(this.log, options.poolMax ?? this.#workers, options);
    this.pool = sharedPool ?? makeOwnPool();
    this.executor = new WorkerExecutor({
      spec: {
        ...specOf(this.bundle, wrapperPath, {
          workers: { min: this.#workers, max: this.#workers },
          ...options.model,
        }),
        ...options.spec?.(this.bundle),
      },
      pool: this.pool,
      makeOwnPool: sharedPool === undefined ? undefined : makeOwnPool,
      logger: this.log,
      abandonGraceMs: 100,
      streamIdleMs,
      workerIdleMs,
      observer: NOBODY,
    });
    this.executor.onFailure((reason) => this.failures.push(reason));
  }

  /** Starts it, and waits until all of its workers are there. */
  static async start(options?: ExecutorFixtureOptions): Promise<ExecutorFixture> {
    const fixture = new ExecutorFixture(options);
    await fixture.executor.start();
    await fixture.log.waitFor('A worker is ready.', fixture.#workers);
    return fixture;
  }

  /** Every worker that ever loaded the model. */
  pidsSeen(): number[] {
    return this.log.with('A worker is ready.').map(({ fields }) => Number(fields['worker']));
  }

  runningPids(): number[] {
    return this.pidsSeen().filter(isRunning);
  }

  /** The summaries of what commands came to in one request. */
  async infer(...commands: string[]): Promise<unknown[]> {
    return (await this.executor.infer(requestOf(...commands), callOf())).map(summaryOf);
  }

  /** Stops it, and checks that it leaves no process behind. */
  async stop(): Promise<void> {
    const stopped = stopWithin(this.executor, this.log);
    await stopped.finally(() => this.bundle[Symbol.dispose]());
    if (this.runningPids().length > 0) throw new Error('A stopped executor left workers behind.');
  }
}
