import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AllowedSummands, Callers } from '../support/callers';
import { workerProcesses } from '../support/processes';
import { npyFloats, rawFloats, runModel } from '../support/store-client';
import { createTestFolder, type TestFolder } from '../support/store-fixture';
import { addingModel, EXTERNAL_MODEL, putModel } from '../support/store-models';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

const CALLERS = 12;
const SWAPS = 10;
const OWN_WORKERS = 2;
const MODEL = 'adds';

let store: TestFolder;
let server: TestServer;

beforeEach(() => {
  store = createTestFolder();
  putModel(store, MODEL, '1', 1);
});
afterEach(async () => {
  await server.stop();
  store[Symbol.dispose]();
  expect(workerProcesses()).toEqual([]);
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await startTestServer({ env: { WORKERS: String(OWN_WORKERS), MODEL_STORE: store.path, ...env } });
  await until(() => isDefault('1'));
}

const listing = () => server.catalog.list().find(({ name }) => name === MODEL)!;
const stateOf = (version: string) => listing().versions.find((each) => each.version.text === version)?.state.name;
const isDefault = (version: string) => listing().defaultVersion?.text === version && stateOf(version) === 'ready';

function remove(version: string): void {
  rmSync(join(store.path, MODEL, version), { recursive: true });
}

/** Puts a version there and waits until it is what answers; the one before may answer until then. */
async function swapTo(version: number, allowed: AllowedSummands, tell: () => Promise<void>): Promise<void> {
  allowed.set(...allowed.since(allowed.moment), version);
  putModel(store, MODEL, String(version), version);
  await tell();
  await until(() => isDefault(String(version)));
  allowed.set(version);
}

const PLACEMENTS = {
  'in workers that models share': 'versions: { policy: latest, count: 2 }\n',
  'in workers of their own': 'versions: { policy: latest, count: 2 }\nworkers: { placement: own, min: 1, max: 2 }\n',
};

test.each(Object.entries(PLACEMENTS))(
  'versions %s are added, reloaded, pinned and retired under load, and no call fails',
  async (_, config) => {
    store.write(`${MODEL}/config.yaml`, config);
    await start();
    const allowed = new AllowedSummands(1);
    const callers = new Callers(server.client, MODEL, allowed, CALLERS);
    for (let version = 2; version <= SWAPS + 1; version++) {
      await callers.answer(20);
      await swapTo(version, allowed, () => server.catalog.rescan());
      await callers.answer(20);

      const previous = version === 2 ? 1 : version - 0.5;
      allowed.set(version, previous);
      server.catalog.setDefault(MODEL, String(version - 1));
      allowed.set(previous);
      await callers.answer(20);
      allowed.set(version, previous);
      server.catalog.setDefault(MODEL, undefined);
      allowed.set(version);

      const exchanged = version + 0.5;
      allowed.set(version, exchanged);
      putModel(store, MODEL, String(version), exchanged);
      await server.catalog.reload(MODEL, String(version));
      allowed.set(exchanged);
      await callers.answer(20);

      // The policy has two versions served, so the third is gone.
      await until(() => version < 3 || stateOf(String(version - 2)) === 'unloaded');
    }
    await callers.stop();

    const wanted = [String(SWAPS + 1), String(SWAPS)];
    const ready = listing().versions.filter(({ state }) => state.name === 'ready');
    expect(ready.map(({ version }) => version.text)).toEqual(wanted);
    const needed = () => new Set([...server.workers(), ...server.workers(MODEL)]).size;
    await until(() => workerProcesses().length === needed() && needed() <= OWN_WORKERS + 2 * wanted.length);
    await server.catalog.unload(MODEL);
    await until(() => workerProcesses().length === OWN_WORKERS);
    expect(server.workers(MODEL)).toEqual([]);
  },
);

test('versions that the server finds by itself take over under load, and no call fails', async () => {
  await start({ MODEL_STORE_POLL_MS: '10' });
  const allowed = new AllowedSummands(1);
  const callers = new Callers(server.client, MODEL, allowed, CALLERS);
  for (let version = 2; version <= SWAPS + 1; version++) {
    await callers.answer(20);
    await swapTo(version, allowed, () => Promise.resolve());
    remove(String(version - 1));
    await until(() => stateOf(String(version - 1)) === undefined);
  }
  await callers.stop();
  expect(listing().versions).toHaveLength(1);
  await until(() => workerProcesses().length === 2 * OWN_WORKERS);
});

test('a new version that fails never replaces the one that serves', async () => {
  await start();
  const allowed = new AllowedSummands(1);
  const callers = new Callers(server.client, MODEL, allowed, CALLERS);
  for (let version = 2; version <= 4; version++) {
    putModel(store, MODEL, String(version), addingModel(version).subarray(0, 50));
    await server.catalog.rescan();
    await until(() => stateOf(String(version)) === 'failed');
    expect(isDefault('1')).toBe(true);
    await callers.answer(20);
  }
  // Nor do broken files in the place of what serves.
  putModel(store, MODEL, '1', Buffer.from('nonsense'));
  await server.catalog.rescan();
  const problem = () => listing().versions.find(({ version }) => version.text === '1')?.problem;
  await until(() => problem() !== undefined);
  expect(problem()).toContain('model.onnx is no ONNX file');
  await callers.answer(20);
  expect(server.log.with('The model could not be exchanged.')).toHaveLength(1);

  await swapTo(5, allowed, () => server.catalog.rescan());
  await callers.answer(20);
  await callers.stop();
  await until(() => stateOf('1') === 'unloaded');
});

test('a worker refuses external data that was exchanged in place, until the version is reloaded', async () => {
  store.write('external/config.yaml', 'workers: { placement: own, min: 1, max: 1 }\n');
  putModel(store, 'external', '1', EXTERNAL_MODEL);
  store.write('external/1/weights.bin', rawFloats(10, 20));
  await start();
  const zeros = npyFloats([1, 2], 0, 0);
  const answer = async () => runModel(server.client, 'external', [zeros]);
  await until(() => server.workers('external').length === 1);
  expect(await answer()).toMatchObject([{ values: [10, 20] }]);

  store.write('external/1/weights.bin', rawFloats(30, 40));
  process.kill(server.workers('external')[0]!, 'SIGKILL');
  const { fields } = await server.log.waitFor('A worker could not load the model.');
  expect(fields['reason']).toMatch(/external\/1\/weights\.bin is another file than when this version was loaded/);

  await server.catalog.reload('external', '1');
  expect(await answer()).toMatchObject([{ values: [30, 40] }]);
});
