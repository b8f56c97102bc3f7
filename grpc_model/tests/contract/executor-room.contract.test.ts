import { Scheduler } from '../../src/batching/scheduler';
import type { Executor } from '../../src/core/executor';
import { EXECUTORS } from '../support/executors';
import { LogBook } from '../support/log-book';
import { callOf, itemOf, NO_OPTIONS, requestOf, summaryOf } from '../support/requests';
import { stopWithin } from '../support/stop-within';
import { createTestBundle, type TestBundle } from '../support/test-bundle';

/** What every executor tells of its room, whichever it is. */
describe.each(Object.keys(EXECUTORS))('the %s executor', (name) => {
  let bundle: TestBundle;
  let log: LogBook;
  let executor: Executor;

  beforeEach(async () => {
    bundle = createTestBundle();
    log = new LogBook();
    executor = EXECUTORS[name]!(bundle, log);
    await executor.start();
  });

  afterEach(async () => {
    await stopWithin(executor, log);
    bundle[Symbol.dispose]();
  });

  test('calls that a scheduler holds behind a stream run when it ends', async () => {
    const scheduler = new Scheduler(executor, {
      batching: { maxBatchSize: 4, maxQueueDelayMs: 0, preferredBatchSizes: [] },
      queue: { maxCalls: 100, maxBytes: 1e6 },
      declared: { inputs: [], outputs: [] },
    });
    const stream = scheduler.stream(itemOf({ command: 'count 2' }), NO_OPTIONS, callOf())[Symbol.asyncIterator]();
    await stream.next();
    const waiting = scheduler.infer(requestOf('a'), callOf());
    await stream.next();
    expect((await stream.next()).done).toBe(true);
    expect((await waiting).map(summaryOf)).toMatchObject([{ command: 'a' }]);
  });

  test('has no room after a stop, and refuses what comes', async () => {
    await executor.stop();
    expect(executor.room).toBe('none');
    await expect(executor.infer(requestOf('a'), callOf())).rejects.toMatchObject({ code: 'unavailable' });
  });
});
