import { setImmediate } from 'node:timers/promises';
import type { VersionCandidate } from '../../../src/catalog/sources/candidate';
import { until } from '../../support/until';
import { answer, FakeSource, model, nameIn, setUpCatalog, statesOf, version } from '../../support/catalog-fixture';
import { callOf, requestOf } from '../../support/requests';

describe('a new version', () => {
  async function serving() {
    const source = new FakeSource(model('m', [version('1')]));
    const set = setUpCatalog([source]);
    await set.catalog.start();
    const first = await set.succeed('1');
    source.models = [model('m', [version('1'), version('2')])];
    await set.catalog.rescan();
    return { ...set, source, first };
  }

  test('loads beside the old one, takes over when it is ready, and then the old one ends', async () => {
    const { catalog, succeed, first } = await serving();
    await until(() => statesOf(catalog)[0] === '2 loading');
    expect(await answer(catalog, 'm')).toBe('1');
    await succeed('2');
    expect(await answer(catalog, 'm')).toBe('2');
    await until(() => first.stops === 1);
    expect(statesOf(catalog)).toEqual(['2 ready', '1 unloaded']);
  });

  test('may stream where the old one did not: handles tell by what answers now', async () => {
    const { catalog, started } = await serving();
    const handle = catalog.find({ name: 'm' });
    const next = await started('2');
    next.capabilities = { batch: true, stream: true };
    expect(handle.streams).toBe(false);
    next.starts[0]!.succeed();
    await until(() => catalog.find({ name: 'm' }).streams);
  });

  test('that fails has its reason, and the old one goes on', async () => {
    const { catalog, fail, first } = await serving();
    await fail('2');
    expect(statesOf(catalog)).toEqual(['2 failed', '1 ready']);
    expect(await answer(catalog, 'm')).toBe('1');
    expect(first.stops).toBe(0);
    expect(() => catalog.find({ name: 'm', version: '2' })).toThrow('it failed to load: no weights.');
  });

  test('costs no call that is under way in the old one, nor one whose handle was found before', async () => {
    const { catalog, succeed, first } = await serving();
    const early = catalog.find({ name: 'm' });
    const release = first.hold();
    const underWay = catalog.find({ name: 'm' }).infer(requestOf('a'), callOf());
    await succeed('2');
    expect(nameIn(await early.infer(requestOf('a'), callOf()))).toBe('2');
    expect(first.stops).toBe(0);
    expect(statesOf(catalog)).toEqual(['2 ready', '1 unloading']);
    release();
    expect(nameIn(await underWay)).toBe('1');
    await until(() => first.stops === 1);
  });

  test('does not become the default while another one is pinned, and does when nothing is pinned any more', async () => {
    const { catalog, succeed } = await serving();
    catalog.setDefault('m', '1');
    await succeed('2');
    expect(await answer(catalog, 'm')).toBe('1');
    expect(catalog.list()[0]).toMatchObject({ isPinned: true, defaultVersion: { text: '1' } });
    catalog.setDefault('m', undefined);
    expect(await answer(catalog, 'm')).toBe('2');
    await until(() => statesOf(catalog)[1] === '1 unloaded');
  });

  test('swaps under a steady stream of calls without one that fails', async () => {
    const { catalog, source, started } = await serving();
    let isOver = false;
    const seen = new Set<string>();
    const caller = async () => {
      while (!isOver) {
        seen.add(await answer(catalog, 'm'));
        await setImmediate();
      }
    };
    const callers = Array.from({ length: 20 }, caller);
    for (let number = 2; number <= 12; number++) {
      source.models = [model('m', [version(String(number - 1)), version(String(number))])];
      await catalog.rescan();
      (await started(String(number))).starts[0]!.succeed();
      await until(() => catalog.lookUp({ name: 'm' }).version.text === String(number));
    }
    isOver = true;
    await Promise.all(callers);
    expect(seen.size).toBeGreaterThan(5);
  });
});

describe('changed files of a version', () => {
  async function changed(content?: VersionCandidate['content']) {
    const source = new FakeSource(model('m', [version('1')]));
    const set = setUpCatalog([source]);
    await set.catalog.start();
    const first = await set.succeed('1');
    source.models = [model('m', [version('1b', content)])];
    await set.catalog.rescan();
    return { ...set, source, first };
  }

  test('are loaded beside what serves, which then drains', async () => {
    const { catalog, succeed, first } = await changed();
    expect(await answer(catalog, 'm')).toBe('1');
    await succeed('1b');
    expect(await answer(catalog, 'm')).toBe('1b');
    await until(() => first.stops === 1);
    expect(statesOf(catalog)).toEqual(['1 ready']);
  });

  test('that cannot be loaded are a problem of the version, which goes on as it was', async () => {
    const { catalog, fail } = await changed();
    await fail('1b');
    expect(await answer(catalog, 'm')).toBe('1');
    expect(catalog.list()[0]!.versions[0]!.problem).toMatch(/not served.*no weights/);
  });

  test('that are broken at first sight are one, too', async () => {
    const { catalog, source, succeed } = await changed({ reason: 'model.onnx is empty.' });
    expect(await answer(catalog, 'm')).toBe('1');
    expect(catalog.list()[0]!.versions[0]!.problem).toMatch(/not served.*is empty/);
    source.models = [model('m', [version('1c')])];
    await catalog.rescan();
    await succeed('1c');
    expect(catalog.list()[0]!.versions[0]!.problem).toBeUndefined();
  });

  test('mend a version that had failed', async () => {
    const source = new FakeSource(model('m', [version('1')]));
    const { catalog, fail, succeed } = setUpCatalog([source]);
    await catalog.start();
    await fail('1');
    source.models = [model('m', [version('1b')])];
    await catalog.rescan();
    await succeed('1b');
    expect(await answer(catalog, 'm')).toBe('1b');
  });

  test('while it still loads are loaded after it', async () => {
    const source = new FakeSource(model('m', [version('1')]));
    const { catalog, succeed } = setUpCatalog([source]);
    await catalog.start();
    source.models = [model('m', [version('1b')])];
    await catalog.rescan();
    await succeed('1');
    expect(await answer(catalog, 'm')).toBe('1');
    await succeed('1b');
    expect(await answer(catalog, 'm')).toBe('1b');
  });
});

describe('vanished', () => {
  test('versions and models end when their calls have finished, and are not found any more', async () => {
    const source = new FakeSource(model('m', [version('1')]), model('n', [version('2')]));
    const { catalog, succeed, states } = setUpCatalog([source]);
    await catalog.start();
    const [one, two] = [await succeed('1'), await succeed('2')];
    const release = two.hold();
    const underWay = catalog.find({ name: 'n' }).infer(requestOf('a'), callOf());
    source.models = [model('m', [])];
    await catalog.rescan();
    expect(() => catalog.find({ name: 'm', version: '1' })).toThrow('no version "1"; there are: none.');
    expect(() => catalog.find({ name: 'n' })).toThrow('There is no model "n"');
    release();
    expect(nameIn(await underWay)).toBe('2');
    await until(() => one.stops === 1 && two.stops === 1);
    await until(() => states.includes('m 1 unloaded') && states.includes('n 2 unloaded'));
  });

  test('is not what could not be read just now', async () => {
    const source = new FakeSource(model('m', [version('1')]));
    const { catalog, succeed } = setUpCatalog([source]);
    await catalog.start();
    await succeed('1');
    source.models = [model('m', undefined, { policy: undefined, problems: ['It cannot be read: EIO'] })];
    await catalog.rescan();
    expect(await answer(catalog, 'm')).toBe('1');
    expect(catalog.list()[0]!.problems).toEqual(['It cannot be read: EIO']);
  });
});
