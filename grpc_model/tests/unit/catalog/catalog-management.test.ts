import type { ModelCandidate } from '../../../src/catalog/sources/candidate';
import { parseVersion } from '../../../src/catalog/version';
import { until } from '../../support/until';
import { answer, codeOf, FakeSource, model, setUpCatalog, statesOf, version } from '../../support/catalog-fixture';
import { callOf, requestOf } from '../../support/requests';

describe('management', () => {
  async function serving(more: Partial<ModelCandidate> = {}) {
    const source = new FakeSource(model('m', [version('1'), version('2')], more));
    const set = setUpCatalog([source]);
    await set.catalog.start();
    await set.succeed('2');
    return { ...set, source };
  }

  test('unloads until it loads again, whatever a scan sees', async () => {
    const { catalog, succeed, started } = await serving();
    const executor = await started('2');
    await catalog.unload('m');
    expect(executor.stops).toBe(1);
    await catalog.rescan();
    expect(statesOf(catalog)).toEqual(['2 unloaded', '1 unloaded']);
    expect(() => catalog.find({ name: 'm' })).toThrow('it is unloaded');
    expect(await catalog.lookUp({ name: 'm' }).ensureLoaded()).toEqual({ name: 'unloaded' });
    const load = catalog.load('m');
    await until(() => statesOf(catalog)[0] === '2 loading');
    await succeed('2');
    await load;
    expect(await answer(catalog, 'm')).toBe('2');
  });

  test('loads a version that the policy does not want, and it stays', async () => {
    const { catalog, succeed } = await serving();
    const load = catalog.load('m', '1');
    await succeed('1');
    await load;
    await catalog.rescan();
    expect(statesOf(catalog)).toEqual(['2 ready', '1 ready']);
    expect(await answer(catalog, 'm')).toBe('2');
    expect(await answer(catalog, 'm', '1')).toBe('1');
  });

  test('leaves what the policy wants to the policy: a reloaded version ends when a newer one serves', async () => {
    const { catalog, source, executors, succeed } = await serving();
    const reload = catalog.reload('m', '2');
    await until(() => executors.length === 2);
    await succeed('2');
    await reload;
    source.models = [model('m', [version('1'), version('2'), version('3')])];
    await catalog.rescan();
    await succeed('3');
    await until(() => statesOf(catalog).join() === '3 ready,2 unloaded,1 unloaded');
  });

  test('hears why a load failed, and may try again at once', async () => {
    const { catalog, fail, succeed } = await serving();
    for (let time = 0; time < 3; time++) {
      const load = catalog.load('m', '1');
      const failure = expect(load).rejects.toThrow('The model m was not loaded: version 1 failed: no weights.');
      await until(() => statesOf(catalog)[1] === '1 loading');
      await fail('1');
      await failure;
    }
    const load = catalog.load('m', '1');
    await until(() => statesOf(catalog)[1] === '1 loading');
    await succeed('1');
    await load;
  });

  test('reloads beside what serves, and a failure changes nothing', async () => {
    const { catalog, started, fail, executors } = await serving();
    const first = await started('2');
    const reload = catalog.reload('m');
    const failure = expect(reload).rejects.toThrow('no weights');
    await until(() => executors.length === 2);
    await fail('2');
    await failure;
    expect(first.stops).toBe(0);
    expect(await answer(catalog, 'm')).toBe('2');
  });

  test('a load that an unload overtakes changes nothing', async () => {
    const { catalog, started, states } = await serving();
    const load = catalog.load('m', '1').catch(() => 'refused');
    const executor = await started('1');
    await catalog.unload('m', '1');
    expect(await load).toBe('refused');
    expect(executor.stops).toBe(1);
    expect(states.slice(-3)).toEqual(['m 1 loading', 'm 1 unloading', 'm 1 unloaded']);
  });

  test('an unload overtaken by a load ends ready', async () => {
    const { catalog, started, succeed, executors } = await serving();
    const release = (await started('2')).hold();
    const underWay = catalog.find({ name: 'm' }).infer(requestOf('a'), callOf());
    const unload = catalog.unload('m', '2');
    expect(statesOf(catalog)[0]).toBe('2 unloading');
    const load = catalog.load('m', '2');
    await until(() => executors.length === 2);
    await succeed('2');
    await load;
    release();
    await Promise.all([underWay, unload]);
    expect(statesOf(catalog)[0]).toBe('2 ready');
  });

  test('pins only what answers', async () => {
    const { catalog } = await serving();
    expect(() => catalog.setDefault('m', '1')).toThrow('Version 1 of the model m is not ready; it is unloaded.');
    expect(() => catalog.setDefault('m', '9')).toThrow('has no version "9"; there are: 2, 1.');
    catalog.setDefault('m', '2');
  });

  test('sets and removes labels, those of the file, too', async () => {
    const { catalog } = await serving({ labels: new Map([['old', parseVersion('1')!]]) });
    catalog.setLabel('m', 'stable', '2');
    expect(await answer(catalog, 'm', 'stable')).toBe('2');
    expect(() => catalog.find({ name: 'm', version: 'old' })).toThrow(
      'The label "old" of the model m points at version 1, which is not ready; it is unloaded.',
    );
    catalog.removeLabel('m', 'old');
    expect([...catalog.list()[0]!.labels]).toEqual([['stable', '2']]);
    expect(() => catalog.removeLabel('m', 'old')).toThrow('has no label "old"; there are: stable.');
    expect(() => catalog.setLabel('m', '1.0.0', '2')).toThrow('expected 1 to 128 characters that are not a version');
    expect(codeOf(() => catalog.setLabel('m', 'x', '7'))).toBe('not-found');
  });

  test('scales what serves, and what follows it', async () => {
    const { catalog, started, succeed, executors } = await serving();
    catalog.scale('m', undefined, { min: 2, max: 4 });
    expect((await started('2')).scales).toEqual([
      { min: 1, max: 1 },
      { min: 2, max: 4 },
    ]);
    const reload = catalog.reload('m', '2');
    await until(() => executors.length === 2);
    expect((await succeed('2')).scales).toEqual([{ min: 2, max: 4 }]);
    await reload;
    expect(() => catalog.scale('m', undefined, { min: 3, max: 2 })).toThrow(
      'expected whole numbers with 1 ≤ min ≤ max',
    );
  });

  test('after a stop nothing is loaded any more', async () => {
    const { catalog, started } = await serving();
    const executor = await started('2');
    await catalog.stop();
    expect(executor.stops).toBe(1);
    expect(await catalog.lookUp({ name: 'm' }).ensureLoaded()).toEqual({ name: 'unloaded' });
    await expect(catalog.load('m')).rejects.toMatchObject({ code: 'unavailable' });
    expect(statesOf(catalog)).toEqual(['2 unloaded', '1 unloaded']);
  });
});
