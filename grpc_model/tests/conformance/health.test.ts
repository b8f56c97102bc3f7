import { status as grpcStatus } from '@grpc/grpc-js';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

const NAMES = ['', 'ModzyModel', 'inference.GRPCInferenceService', 'scripted-model'];

let server: TestServer;
afterEach(() => server.stop());

const health = () => Promise.all(NAMES.map((name) => server.client.health(name)));

test('every name serves once the model is ready, and not before', async () => {
  server = await startTestServer({ onLoad: 'until-told' });
  expect(await health()).toEqual(NAMES.map(() => 'NOT_SERVING'));
  server.bundle.onLoad('');
  await server.client.status();
  expect(await health()).toEqual(NAMES.map(() => 'SERVING'));
});

test('no name serves when the model failed to load', async () => {
  server = await startTestServer({ onLoad: 'throw' });
  await server.log.waitFor('The model failed to load.');
  expect(await health()).toEqual(NAMES.map(() => 'NOT_SERVING'));
});

test('an unknown name is NOT_FOUND', async () => {
  server = await startTestServer();
  await expect(server.client.health('nobody')).rejects.toMatchObject({ code: grpcStatus.NOT_FOUND });
});

test('a watcher sees it no longer serve while running calls still finish', async () => {
  server = await startTestServer();
  const watch = server.client.watchHealth('');
  await until(() => watch.seen.length === 1);
  const running = server.client.results(['announce-and-spin-for 300']);
  await server.log.waitFor('The model spins.');
  const stopped = server.stopped;
  await server.client.shutdown();
  await until(() => watch.seen.length === 2);
  expect(watch.seen).toEqual(['SERVING', 'NOT_SERVING']);
  expect(await running).toEqual(['spun']);
  await stopped;
});

test('a load that ends while the server stops does not make it serve again', async () => {
  server = await startTestServer({ onLoad: 'until-told' });
  const watch = server.client.watchHealth('');
  await until(() => watch.seen.length === 1);
  // A call under way, so that the server waits for it.
  const status = server.client.status();
  await server.client.health('');
  await server.client.shutdown();
  server.bundle.onLoad('');
  await status;
  await server.stopped;
  expect(watch.seen).not.toContain('SERVING');
});
