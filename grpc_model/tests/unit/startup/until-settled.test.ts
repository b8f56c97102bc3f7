import type { EntryListener } from '../../../src/catalog/model-entry';
import type { ModelListing } from '../../../src/catalog/model-listing';
import { DEFAULT_POLICY } from '../../../src/catalog/version-policy';
import type { StateName, VersionState } from '../../../src/core/state';
import { untilSettled } from '../../../src/startup/until-settled';

const VERSION = { text: '1', number: 1 };

function stateOf(name: StateName): VersionState {
  return name === 'failed' ? { name, reason: 'broken' } : { name };
}

/** A catalog that says what a test says; `settled` is undefined while it waits. */
function watch(withinMs: number, ...loading: string[]) {
  const listeners: EntryListener[] = [];
  const list = loading.map((name): ModelListing => ({
    name,
    place: name,
    defaultVersion: VERSION,
    policy: DEFAULT_POLICY,
    isPinned: false,
    labels: new Map(),
    versions: [{ version: VERSION, state: { name: 'loading' }, takesCalls: false, problem: undefined }],
    problems: [],
  }));
  const catalog = { list: () => list, onStateChange: (listener: EntryListener) => void listeners.push(listener) };
  let endScan!: () => void;
  const scanned = new Promise<void>((resolve) => (endScan = resolve));
  const watched: { settled: boolean | undefined } = { settled: undefined };
  const done = untilSettled(catalog, scanned, withinMs).then((settled) => (watched.settled = settled));
  const change = (name: string, state: StateName) => {
    for (const listener of listeners) listener(name, VERSION, stateOf(state));
  };
  return { watched, done, endScan, change };
}

/** Lets promises that are settled tell so. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('it waits for the scan, and for every load that began before or since', async () => {
  const { watched, done, endScan, change } = watch(60_000, 'cat');
  change('cat', 'ready');
  await turn();
  expect(watched.settled).toBeUndefined();
  change('dog', 'loading');
  endScan();
  await turn();
  expect(watched.settled).toBeUndefined();
  change('dog', 'failed');
  expect(await done).toBe(true);
});

test('with nothing to load it is settled after the scan', async () => {
  const { done, endScan } = watch(60_000);
  endScan();
  expect(await done).toBe(true);
});

test('a model that loads for ever is not waited for', async () => {
  const { done, endScan } = watch(1, 'cat');
  endScan();
  expect(await done).toBe(false);
});
