import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { parseExposition, total } from '../support/exposition';
import { textOf } from '../support/metrics';
import { modelHeaders, rawFloats, runModel } from '../support/store-client';
import { createTestFolder } from '../support/store-fixture';
import { putModel } from '../support/store-models';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/start-test-server';
import { testMetadata } from '../support/test-bundle';
import { until } from '../support/until';

/** One item at a time, so that no caller's fate depends on another's. */
const ONE_BY_ONE = { features: { ...testMetadata().features, maxBatchSize: 1 } };

/** How often each kind of call is made. */
const N = 25;

const OWN = { model: 'scripted-model', version: '1.2.3' };
const NO_MODEL = { model: '', version: '' };

let server: TestServer;
const start = async (options?: TestServerOptions) => (server = await startTestServer(options));
/** Ends what still waits for a value when a test is over. */
let over = new AbortController();
beforeEach(() => void (over = new AbortController()));
afterEach(async () => {
  over.abort();
  await server.stop();
});

/** The sum of a metric's samples in the present scrape. */
const read = async (name: string, labels: Readonly<Record<string, string>> = {}) =>
  total(await textOf(server.metrics), `model_server_${name}`, labels);

/** Resolves once the metric has this value; one that goes beyond it fails the test. */
async function untilReads(name: string, labels: Readonly<Record<string, string>>, expected: number): Promise<void> {
  const { signal } = over;
  for (;;) {
    signal.throwIfAborted();
    const value = await read(name, labels);
    if (value === expected) return;
    if (name.endsWith('_total') && value > expected) throw new Error(`${name} is ${value}; expected ${expected}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Resolves when nothing is under way any longer, by the server's own word. */
async function untilIdle(): Promise<void> {
  for (const name of ['pending_calls', 'pending_bytes', 'queued_calls', 'queued_bytes']) await untilReads(name, {}, 0);
  await untilReads('workers', { state: 'busy' }, 0);
}

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => grpcStatus.OK,
    (thrown: unknown) => (thrown as ServiceError).code,
  );

/** A call that is given up while it waits, or while the model works on it. */
async function hangUp(): Promise<grpcStatus> {
  const client = new AbortController();
  const code = codeOf(server.client.results(['wait-for-abort'], { signal: client.signal }));
  // Answered after the call before it has arrived.
  await server.client.status();
  client.abort();
  return code;
}

test('under load, scraped all the while, every counter is exactly what was sent', async () => {
  await start({ metadata: ONE_BY_ONE });
  const { client } = server;
  const sent: Record<string, readonly [() => Promise<unknown>, grpcStatus]> = {
    ok: [() => client.results(['a']), grpcStatus.OK],
    'many ok': [() => client.results(['a', 'b', 'c']), grpcStatus.OK],
    partial: [() => client.results(['a', 'throw', 'refuse']), grpcStatus.OK],
    failing: [() => client.results(['throw']), grpcStatus.OK],
    refused: [() => client.results(['refuse']), grpcStatus.OK],
    invalid: [() => client.results(['a'], { headers: { 'x-priority': 'urgent' } }), grpcStatus.INVALID_ARGUMENT],
    'not found': [() => client.results(['a'], { headers: { 'model-name': 'nobody' } }), grpcStatus.NOT_FOUND],
    late: [() => client.results(['wait-for-abort'], { deadlineMs: 300 }), grpcStatus.DEADLINE_EXCEEDED],
  };
  let isOver = false;
  let scrapes = 0;
  const scrapeOn = async () => {
    let last = 0;
    while (!isOver) {
      const calls = await read('calls_total');
      expect(calls).toBeGreaterThanOrEqual(last);
      last = calls;
      scrapes++;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const scraping = scrapeOn();
  const calls = Object.values(sent).flatMap(([call, code]) =>
    Array.from({ length: N }, async () => expect(await codeOf(call())).toBe(code)),
  );
  const hangUps = Array.from({ length: N }, async () => expect(await hangUp()).toBe(grpcStatus.CANCELLED));
  await Promise.all([...calls, ...hangUps]);
  await untilReads('calls_total', { method: 'Run' }, 9 * N);
  await untilIdle();
  isOver = true;
  await scraping;
  expect(scrapes).toBeGreaterThan(10);

  const text = await textOf(server.metrics);
  const of = (name: string, labels = {}) => total(text, `model_server_${name}`, labels);
  const run = { protocol: 'modzy', method: 'Run' };
  const outcome = (name: string) => of('calls_total', { ...run, ...OWN, outcome: name });
  expect(['ok', 'partial', 'model-failed', 'invalid-argument'].map(outcome)).toEqual([2 * N, N, N, N]);
  // Whose deadline passes may be quicker to hang up than the server is to refuse.
  expect(outcome('cancelled') + outcome('deadline-exceeded')).toBe(2 * N);
  expect(outcome('cancelled')).toBeGreaterThanOrEqual(N);
  const nameless = ['invalid-argument', 'not-found'].map((name) =>
    of('calls_total', { ...run, ...NO_MODEL, outcome: name }),
  );
  expect(nameless).toEqual([N, N]);
  expect(of('calls_total', { method: 'Run' })).toBe(9 * N);
  expect(of('calls_total', { ...OWN, method: 'Status', outcome: 'ok' })).toBe(N);

  expect(of('call_duration_seconds_count', OWN)).toBe(of('calls_total', OWN));
  expect(of('call_duration_seconds_count', NO_MODEL)).toBe(of('calls_total', NO_MODEL));
  expect(of('items_total', { ...OWN, outcome: 'ok' })).toBe((1 + 3 + 1) * N);
  expect(of('items_total', { ...OWN, outcome: 'failed' })).toBe((2 + 1 + 1 + 1 + 1) * N);
  expect(of('items_total', { ...NO_MODEL, outcome: 'failed' })).toBe(N);
  const perCall = ['a', 'abc', 'athrowrefuse', 'throw', 'refuse', 'wait-for-abort', 'wait-for-abort'].join('').length;
  expect(of('received_bytes_total', OWN)).toBe(perCall * N);
  expect(of('received_bytes_total', NO_MODEL)).toBe('a'.length * N);

  // Every item that a worker answered was a piece of work of its own; those that were given up may have been, too.
  const answeredItems = (1 + 3 + 3 + 1 + 1) * N;
  const pieces = of('worker_duration_seconds_count', OWN);
  expect(pieces).toBeGreaterThanOrEqual(answeredItems);
  expect(pieces).toBeLessThanOrEqual(answeredItems + 2 * N);
  expect(of('batch_items_count', OWN)).toBe(pieces);
  expect(of('batch_items_sum', OWN)).toBe(pieces);
  expect(of('wrapper_duration_seconds_count', OWN)).toBeGreaterThanOrEqual(answeredItems);
  expect(of('wrapper_duration_seconds_count', OWN)).toBeLessThanOrEqual(pieces);
  expect(of('wrapper_duration_seconds_sum', OWN)).toBeLessThanOrEqual(of('worker_duration_seconds_sum', OWN));
  expect(of('queue_duration_seconds_count', OWN)).toBeGreaterThanOrEqual(5 * N);
  expect(of('queue_duration_seconds_count', OWN)).toBeLessThanOrEqual(7 * N);
  expect(of('queue_duration_seconds_count', NO_MODEL)).toBe(0);

  expect(of('workers', { ...OWN, state: 'idle' })).toBe(2);
  expect(of('worker_starts_total', OWN)).toBe(2);
  expect(of('worker_deaths_total', OWN)).toBe(0);
  expect(of('model_state', { ...OWN, state: 'ready' })).toBe(1);
  for (const { samples, type } of parseExposition(text).values())
    if (type !== 'gauge') for (const { value } of samples) expect(value).toBeGreaterThanOrEqual(0);
});

test('while the workers are busy, the gauges tell what waits and what runs', async () => {
  await start({ metadata: ONE_BY_ONE });
  const clients = Array.from({ length: 5 }, () => new AbortController());
  const calls = clients.map(({ signal }) => codeOf(server.client.results(['wait-for-abort'], { signal })));
  await untilReads('workers', { ...OWN, state: 'busy' }, 2);
  await untilReads('queued_calls', OWN, 3);
  expect(await read('queued_bytes', OWN)).toBe(3 * 'wait-for-abort'.length);
  expect(await read('pending_calls')).toBe(5);
  expect(await read('pending_bytes')).toBe(5 * 'wait-for-abort'.length);
  expect(await read('workers', { ...OWN, state: 'idle' })).toBe(0);
  for (const client of clients) client.abort();
  expect(await Promise.all(calls)).toEqual(calls.map(() => grpcStatus.CANCELLED));
  await untilIdle();
});

test('calls that share a batch are one piece of work, and each is a call', async () => {
  await start({ env: { WORKERS: '1' } });
  const blocking = server.client.runCommands(['announce-and-spin-for 200']);
  await server.log.waitFor('The model spins.');
  const answers = await Promise.all([blocking, ...Array.from({ length: 40 }, () => server.client.runCommands(['a']))]);
  await untilReads('calls_total', OWN, 41);
  await untilIdle();
  expect(await read('batch_items_sum', OWN)).toBe(41);
  const pieces = await read('batch_items_count', OWN);
  expect(pieces).toBeLessThan(41);
  expect(await read('worker_duration_seconds_count', OWN)).toBe(pieces);
  expect(await read('wrapper_duration_seconds_count', OWN)).toBe(pieces);
  expect(await read('queue_duration_seconds_count', OWN)).toBe(41);
  const outputs = answers.flatMap((answer) => answer.outputs.map(({ output }) => output['results.json']!));
  const bytes = outputs.reduce((sum, output) => sum + output.length, 0);
  expect(await read('sent_bytes_total', OWN)).toBe(bytes);
});

test('a worker that is killed is one death, and the one that replaces it one start', async () => {
  await start();
  await untilReads('worker_starts_total', OWN, 2);
  process.kill(server.workers()[0]!, 'SIGKILL');
  await untilReads('worker_deaths_total', OWN, 1);
  await untilReads('worker_starts_total', OWN, 3);
  await untilReads('workers', { ...OWN, state: 'idle' }, 2);
  expect(await read('worker_deaths_total', OWN)).toBe(1);
});

test('a worker that models share counts for each of them, alive and dead', async () => {
  using store = createTestFolder();
  for (const name of ['adds-1', 'adds-2']) putModel(store, name, '1', 1);
  await start({ env: { MODEL_STORE: store.path, WORKERS: '1' } });
  const models = ['adds-1', 'adds-2'];
  for (const model of models) await untilReads('workers', { model, version: '1', state: 'idle' }, 1);
  const [pid] = server.workers('adds-1');
  expect(server.workers('adds-2')).toEqual([pid]);
  process.kill(pid!, 'SIGKILL');
  for (const model of models) {
    await untilReads('worker_deaths_total', { model, version: '1' }, 1);
    await untilReads('worker_starts_total', { model, version: '1' }, 2);
  }
  expect(await read('worker_deaths_total', OWN)).toBe(0);
});

test('a version that vanishes from the store takes its series along', async () => {
  using store = createTestFolder();
  putModel(store, 'adds', '1', 1);
  putModel(store, 'stays', '1', 1);
  await start({ env: { MODEL_STORE: store.path } });
  for (const model of ['adds', 'stays']) {
    await server.client.status({ headers: modelHeaders(model) });
    await runModel(server.client, model, [rawFloats(0, 0)]);
  }
  await untilReads('calls_total', { model: 'adds', version: '1', method: 'Run', outcome: 'ok' }, 1);
  await untilReads('calls_total', { model: 'stays', version: '1', method: 'Run', outcome: 'ok' }, 1);
  rmSync(join(store.path, 'adds'), { recursive: true });
  await server.catalog.rescan();
  const text = await textOf(server.metrics);
  expect(text).not.toContain('model="adds"');
  expect(total(text, 'model_server_calls_total', { model: 'stays', method: 'Run' })).toBe(1);
});

test('a reload keeps the counters and kills nobody; one that fails is a load failure, and the old one goes on', async () => {
  await start();
  await server.client.results(['a']);
  await server.catalog.reload('scripted-model');
  await untilReads('worker_starts_total', OWN, 4);
  server.bundle.onLoad('throw the weights are gone');
  await expect(server.catalog.reload('scripted-model')).rejects.toThrow('the weights are gone');
  expect(await read('model_load_failures_total', OWN)).toBe(1);
  expect(await read('model_state', { ...OWN, state: 'ready' })).toBe(1);
  await server.client.results(['a']);
  await untilReads('calls_total', { ...OWN, outcome: 'ok' }, 2);
  expect(await read('worker_deaths_total', OWN)).toBe(0);
});

test('a model that cannot be loaded is a load failure and not ready', async () => {
  await start({ onLoad: 'throw the weights are not there' });
  await untilReads('model_state', { ...OWN, state: 'failed' }, 1);
  expect(await read('model_load_failures_total', OWN)).toBe(1);
  expect(await read('ready')).toBe(0);
  expect(await read('worker_starts_total', OWN)).toBe(0);
});

test('a scrape is answered while the server stops, and after', async () => {
  await start({ metadata: ONE_BY_ONE });
  const client = new AbortController();
  const call = codeOf(server.client.results(['wait-for-abort'], { signal: client.signal }));
  await server.log.waitFor('The model waits.');
  const stopping = server.stop();
  await server.log.waitFor('Stopping: calls under way finish.');
  expect(await read('pending_calls')).toBe(1);
  client.abort();
  expect(await call).toBe(grpcStatus.CANCELLED);
  await stopping;
  await until(() => server.log.with('Stopped.').length === 1);
  expect(await read('pending_calls')).toBe(0);
  expect(await read('models', { state: 'unloaded' })).toBe(1);
  expect(await read('calls_total', { ...OWN, outcome: 'cancelled' })).toBe(1);
});
