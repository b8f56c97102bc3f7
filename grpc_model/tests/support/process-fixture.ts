import type { ModelMetadata } from '../../src/contract';
import { ProcessExecutor, type ProcessExecutorOptions } from '../../src/execution/process-executor';
import { LogBook } from './log-book';
import { SCRIPTED_COMPILED, WORKER_MAIN } from './paths';
import { isRunning } from './processes';
import { callOf, requestOf, summaryOf } from './requests';
import { stopWithin } from './stop-within';
import { createTestBundle, type TestBundle } from './test-bundle';

export interface ProcessFixtureOptions {
  readonly metadata?: Partial<ModelMetadata>;
  readonly options?: Partial<ProcessExecutorOptions>;
  /** What the wrapper does while it loads; see `wrappers/scripted.ts`. */
  readonly onLoad?: string;
}

/** A process executor over the scripted wrapper, with one worker unless options say otherwise, and what a test asks of it. */
export class ProcessFixture {
  readonly bundle: TestBundle;
  readonly log = new LogBook();
  /** Why the executor gave up, each time that it did. */
  readonly failures: string[] = [];
  readonly executor: ProcessExecutor;
  readonly #workers: number;

  constructor({ metadata, options, onLoad = '' }: ProcessFixtureOptions = {}) {
    this.bundle = createTestBundle(metadata);
    this.bundle.onLoad(onLoad);
    this.#workers = options?.workers ?? 1;
    this.executor = new ProcessExecutor({
      workerMain: WORKER_MAIN,
      wrapperPath: SCRIPTED_COMPILED,
      bundle: this.bundle,
      logger: this.log,
      workers: this.#workers,
      abandonGraceMs: 100,
      closeTimeoutMs: 2000,
      ...options,
    });
    this.executor.onFailure((reason) => this.failures.push(reason));
  }

  /** Starts it, and waits until all of its workers are there. */
  static async start(options?: ProcessFixtureOptions): Promise<ProcessFixture> {
    const fixture = new ProcessFixture(options);
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
