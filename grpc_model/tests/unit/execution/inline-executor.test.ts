import { ServingError } from '../../../src/core/errors';
import { EXECUTORS } from '../../support/executors';
import { LogBook } from '../../support/log-book';
import { callOf, itemOf, NO_OPTIONS, requestOf, summaryOf } from '../../support/requests';
import { createTestBundle, type TestBundle } from '../../support/test-bundle';

let bundle: TestBundle;
beforeEach(() => (bundle = createTestBundle()));
afterEach(() => bundle[Symbol.dispose]());

async function start() {
  const executor = EXECUTORS['inline']!(bundle, new LogBook());
  await executor.start();
  return executor;
}

test('a stream that outlasts a stop and a new start does not free the new wrapper', async () => {
  const executor = await start();
  const stream = executor.stream(itemOf({ command: 'count 2' }), NO_OPTIONS, callOf())[Symbol.asyncIterator]();
  await stream.next();
  await executor.stop();
  await executor.start();
  const caller = new AbortController();
  const running = executor.infer(requestOf('wait-for-abort'), callOf({ signal: caller.signal }));
  await stream.return?.();
  expect(executor.room).toBe('none');
  caller.abort(new ServingError('cancelled', 'hung up'));
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  await executor.stop();
});

test('a call that was aborted before it came is refused, and keeps nobody from the wrapper', async () => {
  const executor = await start();
  const signal = AbortSignal.abort(new ServingError('cancelled', 'hung up'));
  await expect(executor.infer(requestOf('a'), callOf({ signal }))).rejects.toMatchObject({ code: 'cancelled' });
  expect((await executor.infer(requestOf('a'), callOf())).map(summaryOf)).toMatchObject([{ command: 'a' }]);
  await executor.stop();
});
