import { setImmediate } from 'node:timers/promises';
import { FakeSource, model, setUpCatalog, version } from '../../support/catalog-fixture';

describe('watching', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] }));
  afterEach(() => void jest.useRealTimers());

  test('leaves files alone until they were the same in two looks in a row', async () => {
    const source = new FakeSource(model('m', [version('1')]));
    const { catalog, executors } = setUpCatalog([source], { pollMs: 1000 });
    await catalog.start();
    await setImmediate();
    executors[0]!.starts[0]!.succeed();
    await setImmediate();
    const seen: string[][] = [];
    for (const text of ['2a', '2b', '2b', '2b']) {
      source.models = [model('m', [version('1'), version(text)])];
      await jest.advanceTimersByTimeAsync(1000);
      seen.push(executors.map(({ name }) => name));
    }
    expect(seen).toEqual([['1'], ['1'], ['1', '2b'], ['1', '2b']]);
    await catalog.stop();
    const { scans } = source;
    await jest.advanceTimersByTimeAsync(5000);
    expect(source.scans).toBe(scans);
  });

  test('looks once at a time, and whoever asks meanwhile gets the look after it', async () => {
    const source = new FakeSource();
    const { catalog } = setUpCatalog([source], { pollMs: 1000 });
    await catalog.start();
    const ends: (() => void)[] = [];
    source.scan = () => new Promise((resolve) => ends.push(() => resolve(source.models)));
    await jest.advanceTimersByTimeAsync(3000);
    expect(ends).toHaveLength(1);
    let isDone = false;
    const asked = Promise.all([catalog.rescan(), catalog.rescan()]).then(() => (isDone = true));
    ends[0]!();
    await setImmediate();
    expect([ends.length, isDone]).toEqual([2, false]);
    ends[1]!();
    await asked;
  });
});
