import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

let server: TestServer;
beforeEach(async () => void (server = await startTestServer({ env: { WORKERS: '1' } })));
afterEach(() => server.stop());

const read = () => server.statistics.of('scripted-model', '1.2.3');
/** A client may have its answer before the server has seen the call end. */
const untilCalled = (calls: number) => until(() => read().succeeded.count + read().failed.count === calls);

test('a call and its batch are counted, and where its time went adds up to no more than it took', async () => {
  expect(read()).toMatchObject({ lastCalledAtMs: 0, succeeded: { count: 0 } });
  const { executions } = read();
  await server.client.runCommands(['a', 'b', 'c']);
  await untilCalled(1);
  const { items, succeeded, queued, input, inferred, output, batches, ...rest } = read();
  expect({ items, ...rest }).toMatchObject({ items: 3, failed: { count: 0 }, executions: executions + 1 });
  expect([queued, input, inferred, output].map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  expect(inferred.ms).toBeGreaterThan(0);
  expect(queued.ms + input.ms + inferred.ms + output.ms).toBeLessThanOrEqual(succeeded.ms + 1e-6);
  expect(batches.at(-1)).toMatchObject({ items: 3, inferred: { count: 1 } });
});

test('a call that fails counts as failed, and what asks for no inference does not count', async () => {
  await server.client.status();
  await server.client.runCommands(['throw']);
  await untilCalled(1);
  expect(read()).toMatchObject({ items: 0, succeeded: { count: 0 }, failed: { count: 1 } });
});
