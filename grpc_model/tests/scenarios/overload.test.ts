import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { testMetadata } from '../support/test-bundle';
import { startTestServer, type TestServer } from '../support/start-test-server';

/** One call of the model at a time, so that what waits does so one by one. */
const ONE_BY_ONE = { features: { ...testMetadata().features, maxBatchSize: 1 } };

let server: TestServer;
afterEach(() => server.stop());

const start = async (env: Readonly<Record<string, string>> = {}) =>
  (server = await startTestServer({ env: { WORKERS: '1', ...env }, metadata: ONE_BY_ONE }));

/** Fills the one worker until the file that is returned is there. */
async function occupy(): Promise<{ file: string; running: Promise<unknown[]> }> {
  const file = join(server.bundle.folder, 'go');
  const running = server.client.results([`wait-for-file ${file}`]);
  await server.log.waitFor('The model waits.');
  return { file, running };
}

/** How one call ends. */
async function outcome(): Promise<string> {
  try {
    const [item] = (await server.client.runCommands(['a'])).outputs;
    return item!.success ? 'answered' : Buffer.from(item!.output['error']!).toString();
  } catch (thrown) {
    const { code, details } = thrown as ServiceError;
    return `${grpcStatus[code]}: ${details}`;
  }
}

test('while the worker is full, calls of a higher class overtake those of a lower one', async () => {
  await start();
  const { file, running } = await occupy();
  const order: string[] = [];
  const call = async (priority: string) => {
    await server.client.results(['a'], { headers: { 'x-priority': priority } });
    order.push(priority);
  };
  const calls = ['low', 'low', 'normal', 'high', 'high'].map(call);
  // Answered after the calls before it have arrived.
  await server.client.status();
  writeFileSync(file, '');
  await Promise.all([running, ...calls]);
  expect(order).toEqual(['high', 'high', 'normal', 'low', 'low']);
});

test('a class that there is not is refused, with those that there are', async () => {
  await start();
  await expect(server.client.results(['a'], { headers: { 'x-priority': 'urgent' } })).rejects.toMatchObject({
    code: grpcStatus.INVALID_ARGUMENT,
    details: expect.stringContaining('expected high, normal, low') as string,
  });
});

test('what does not fit into the queue is refused at once, and what is in it is answered', async () => {
  await start({ MAX_QUEUED_CALLS: '3' });
  const { file, running } = await occupy();
  const outcomes = Array.from({ length: 10 }, outcome);
  const refused = await Promise.all(outcomes.slice(3));
  for (const each of refused) expect(each).toContain('3 calls wait for the model, and at most 3 may; try again later.');
  for (const each of refused) expect(each).toContain('RESOURCE_EXHAUSTED');
  writeFileSync(file, '');
  await running;
  expect(await Promise.all(outcomes.slice(0, 3))).toEqual(['answered', 'answered', 'answered']);
});

test('what waits for a worker that cannot be replaced is told so, in other words than overload', async () => {
  await start();
  const { running } = await occupy();
  const waiting = Array.from({ length: 3 }, outcome);
  // Answered after the calls before it have arrived.
  await server.client.status();
  server.bundle.onLoad('throw the weights are gone');
  process.kill(server.workers()[0]!, 'SIGKILL');
  expect(await running).toEqual([expect.stringContaining('it was killed by SIGKILL')]);
  for (const each of await Promise.all(waiting)) {
    expect(each).toContain('UNAVAILABLE');
    expect(each).toContain('No worker could be started: the weights are gone');
  }
});
