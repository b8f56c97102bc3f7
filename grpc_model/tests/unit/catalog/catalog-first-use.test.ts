import type { VersionCandidate } from '../../../src/catalog/sources/candidate';
import { answer, FakeSource, model, setUpCatalog, statesOf, version } from '../../support/catalog-fixture';
import { bytesOf, callOf, itemOf, NO_OPTIONS, requestOf } from '../../support/requests';
import { declaredInput } from '../../support/test-bundle';

describe('loading at first use', () => {
  const lazy = (...versions: VersionCandidate[]) => model('m', versions, { loads: 'at-first-use' });

  test('callers at the same time share one load, and each gets its answer', async () => {
    const { catalog, executors, succeed } = setUpCatalog([new FakeSource(lazy(version('1'), version('2')))]);
    await catalog.start();
    expect(executors).toHaveLength(0);
    expect(statesOf(catalog)).toEqual(['2 unloaded', '1 unloaded']);
    const answers = Promise.all([answer(catalog, 'm'), answer(catalog, 'm'), answer(catalog, 'm', '2')]);
    await succeed('2');
    expect(await answers).toEqual(['2', '2', '2']);
    expect(executors).toHaveLength(1);
  });

  test('a call waits no longer than its deadline, and the load goes on', async () => {
    const { catalog, succeed } = setUpCatalog([new FakeSource(lazy(version('1')))]);
    await catalog.start();
    const gone = new AbortController();
    const call = catalog.find({ name: 'm' }).infer(requestOf('a'), callOf({ signal: gone.signal }));
    gone.abort(new Error('gone'));
    await expect(call).rejects.toThrow();
    await succeed('1');
    expect(await answer(catalog, 'm')).toBe('1');
  });

  test('a stream and a question for the metadata load it, too', async () => {
    const { catalog, succeed, started } = setUpCatalog([new FakeSource(lazy(version('1')))]);
    await catalog.start();
    const handle = catalog.find({ name: 'm' });
    expect(handle.metadata).toBeUndefined();
    const metadata = handle.metadataFor(callOf());
    const signature = { inputs: [declaredInput('x')], outputs: [] };
    (await started('1')).capabilities = { batch: true, stream: true, signature };
    const later = handle.metadataFor(callOf());
    await succeed('1');
    expect((await later).inputs).toEqual(signature.inputs);
    expect(await metadata).toMatchObject({ version: '1', ...signature });
    const pieces: string[] = [];
    for await (const piece of handle.stream(itemOf({}), NO_OPTIONS, callOf()))
      pieces.push(bytesOf(piece, 'name').toString());
    expect(pieces).toEqual(['1', '1']);
  });

  test('a failed load tells every caller who waited why', async () => {
    const { catalog, fail } = setUpCatalog([new FakeSource(lazy(version('1')))]);
    await catalog.start();
    const calls = [answer(catalog, 'm'), answer(catalog, 'm')].map((call) =>
      expect(call).rejects.toThrow('Version 1 of the model m is not ready; it failed to load: no weights.'),
    );
    await fail('1');
    await Promise.all(calls);
  });

  test('a version that nobody wants is not loaded by a call', async () => {
    const { catalog } = setUpCatalog([new FakeSource(lazy(version('1'), version('2')))]);
    await catalog.start();
    expect(() => catalog.find({ name: 'm', version: '1' })).toThrow('it is unloaded');
    await catalog.unload('m');
    expect(() => catalog.find({ name: 'm' })).toThrow('it is unloaded');
  });

  test('a new version of a model in use is loaded at once', async () => {
    const source = new FakeSource(lazy(version('1')));
    const { catalog, succeed } = setUpCatalog([source]);
    await catalog.start();
    const call = answer(catalog, 'm');
    await succeed('1');
    await call;
    source.models = [lazy(version('1'), version('2'))];
    await catalog.rescan();
    await succeed('2');
    expect(await answer(catalog, 'm')).toBe('2');
  });
});
