import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { ModzyTestClient } from '../support/modzy-client';
import { isRunning } from '../support/processes';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/start-test-server';

let server: TestServer;
const start = async (options?: TestServerOptions) => (server = await startTestServer(options));
afterEach(() => server.stop());

test('a Shutdown with a Run in flight finishes it, and leaves no worker behind', async () => {
  await start();
  const pids = server.workers();
  const file = join(server.bundle.folder, 'go');
  const running = server.client.results([`wait-for-file ${file}`]);
  await server.log.waitFor('The model waits.');
  expect((await server.client.shutdown()).response.status_code).toBe(200);
  writeFileSync(file, '');
  expect(await running).toEqual(['the file is there']);
  await server.stopped;
  expect(pids.filter(isRunning)).toEqual([]);
});

test('a Run after a Shutdown is answered or refused, but does not hang', async () => {
  await start();
  const file = join(server.bundle.folder, 'go');
  const running = server.client.results([`wait-for-file ${file}`]);
  await server.log.waitFor('The model waits.');
  await server.client.shutdown();
  const other = new ModzyTestClient(server.port);
  for (const client of [server.client, other]) {
    const late = client.results(['a'], { deadlineMs: 5000 }).catch((error: unknown) => (error as ServiceError).code);
    expect(await late).toBe(grpcStatus.UNAVAILABLE);
  }
  other.close();
  writeFileSync(file, '');
  await running;
});

test('two Shutdowns are one', async () => {
  await start();
  const replies = await Promise.all([server.client.shutdown(), server.client.shutdown()]);
  expect(replies.map(({ response }) => response.status_code)).toEqual([200, 200]);
  await server.stopped;
});

test('a Run that does not finish within DRAIN_TIMEOUT_MS is ended, and the server stops', async () => {
  await start({ env: { DRAIN_TIMEOUT_MS: '200' } });
  const running = server.client.results(['never']).catch((error: unknown) => (error as ServiceError).code);
  await server.log.waitFor('The model waits.');
  await server.client.shutdown();
  expect(await running).not.toBe(grpcStatus.OK);
  await server.stopped;
  expect(server.workers()).toEqual([]);
});

test('a server that stops while its model loads reports no failure', async () => {
  await start({ onLoad: 'hang' });
  await server.stop();
  expect(server.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
