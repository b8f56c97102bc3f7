import type { Executor } from '../../src/core/executor';
import { NOBODY } from '../../src/core/model-observer';
import { InlineExecutor } from '../../src/execution/inline-executor';
import type { WorkerKind } from '../../src/execution/link';
import { WorkerExecutor } from '../../src/execution/worker-executor';
import type { LogBook } from './log-book';
import { SCRIPTED_COMPILED, SCRIPTED_SOURCE } from './paths';
import { createPool } from './executor-fixture';
import { specOf } from './specs';
import type { TestBundle } from './test-bundle';

/** Every executor over the scripted wrapper, with one worker. */
export const EXECUTORS: Readonly<Record<string, (bundle: TestBundle, log: LogBook) => Executor>> = {
  inline: (bundle, log) => new InlineExecutor({ wrapperPath: SCRIPTED_SOURCE, bundle, logger: log, observer: NOBODY }),
  process: (bundle, log) => workerExecutor(bundle, log, 'process'),
  thread: (bundle, log) => workerExecutor(bundle, log, 'thread'),
};

function workerExecutor(bundle: TestBundle, log: LogBook, kind: WorkerKind): Executor {
  return new WorkerExecutor({
    spec: specOf(bundle, SCRIPTED_COMPILED),
    pool: createPool(log, 1, { kind }),
    logger: log,
    abandonGraceMs: 100,
    streamIdleMs: 20_000,
    workerIdleMs: 60_000,
    observer: NOBODY,
  });
}
