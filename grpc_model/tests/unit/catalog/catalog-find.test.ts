import { setImmediate } from 'node:timers/promises';
import { parseVersion } from '../../../src/catalog/version';
import type { VersionPolicy } from '../../../src/catalog/version-policy';
import { until } from '../../support/until';
import {
  answer,
  codeOf,
  FakeSource,
  model,
  setUpCatalog,
  specOf,
  statesOf,
  version,
} from '../../support/catalog-fixture';

describe('finding', () => {
  test('a model that is not there is told with those that are', async () => {
    const { catalog } = setUpCatalog([new FakeSource(model('b', [version('1')]), model('a', [version('1')]))]);
    await catalog.start();
    expect(() => catalog.find({ name: 'c' })).toThrow('There is no model "c"; there are: a, b.');
    expect(codeOf(() => catalog.find({ name: 'c' }))).toBe('not-found');
  });

  test('a version is found by its text, its number and a label', async () => {
    const labels = new Map([['stable', parseVersion('1.0.0')!]]);
    const policy: VersionPolicy = { name: 'all' };
    const { catalog, succeed } = setUpCatalog([
      new FakeSource(model('m', [version('1.0.0'), version('1.2.3')], { policy, labels })),
    ]);
    await catalog.start();
    await succeed('1.0.0');
    await succeed('1.2.3');
    expect(await answer(catalog, 'm')).toBe('1.2.3');
    expect(await answer(catalog, 'm', '1.0.0')).toBe('1.0.0');
    expect(await answer(catalog, 'm', '1000000')).toBe('1.0.0');
    expect(await answer(catalog, 'm', 'stable')).toBe('1.0.0');
    expect(() => catalog.find({ name: 'm', version: 'canary' })).toThrow(
      'The model m has no version "canary"; there are: 1.2.3, 1.0.0, stable.',
    );
  });

  test('a version that is not ready says why', async () => {
    const { catalog, fail } = setUpCatalog([new FakeSource(model('m', [version('1')]))]);
    await catalog.start();
    expect(() => catalog.find({ name: 'm' })).toThrow('Version 1 of the model m is not ready; it is loading.');
    await fail('1');
    expect(() => catalog.find({ name: 'm' })).toThrow('is not ready; it failed to load: no weights.');
    expect(codeOf(() => catalog.find({ name: 'm' }))).toBe('failed-precondition');
    expect(catalog.lookUp({ name: 'm' }).state).toEqual({ name: 'failed', reason: 'no weights' });
  });

  test('a broken version is failed with its reason, and the others serve', async () => {
    const broken = version('1', { reason: 'model.onnx is empty.' });
    const unreadable = version('1', { read: () => Promise.reject(new Error('The checksum is another.')) });
    const { catalog, succeed } = setUpCatalog([
      new FakeSource(model('a', [broken]), model('b', [unreadable]), model('c', [version('1')])),
    ]);
    await catalog.start();
    await succeed('1');
    expect(catalog.list().map(({ versions }) => versions[0]!.state)).toEqual([
      { name: 'failed', reason: 'model.onnx is empty.' },
      { name: 'failed', reason: 'The checksum is another.' },
      { name: 'ready' },
    ]);
  });

  test('of two models of one name the first source serves, and the other one is named', async () => {
    const first = new FakeSource(model('m', [version('1')]));
    const second = new FakeSource(model('m', [version('2')], { place: 'elsewhere/m' }), model('n', [version('3')]));
    const { catalog, succeed } = setUpCatalog([first, second]);
    await catalog.start();
    await succeed('1');
    await succeed('3');
    expect(await answer(catalog, 'm')).toBe('1');
    expect(catalog.list()[0]!.problems).toEqual([
      'There is another model of this name in elsewhere/m, which is not served; rename one of them.',
    ]);
    expect(catalog.list()[1]!.problems).toEqual([]);
  });

  test('a source that cannot be read keeps its models, and lends their names to nobody', async () => {
    const first = new FakeSource(model('m', [version('1')]));
    const second = new FakeSource(model('m', [version('2')]));
    const { catalog, succeed, logger } = setUpCatalog([first, second]);
    await catalog.start();
    await succeed('1');
    first.scan = () => Promise.reject(new Error('EIO'));
    await catalog.rescan();
    await catalog.rescan();
    expect(await answer(catalog, 'm')).toBe('1');
    expect(logger.lines.map(({ fields }) => fields)).toEqual([{ place: 'store', reason: 'EIO' }]);
  });
});

describe('a start', () => {
  test('begins to load what needs no scan in the same turn of the event loop', () => {
    const source = new FakeSource();
    source.immediate = [model('own', [version('1.0.0', { spec: specOf('1.0.0') })])];
    const { catalog, executors } = setUpCatalog([source]);
    void catalog.start();
    expect(executors[0]!.starts).toHaveLength(1);
    expect(catalog.lookUp({ name: 'own' }).metadata).toMatchObject({ version: '1.0.0' });
  });

  test('loads no more models at a time than it may', async () => {
    const models = ['1', '2', '3', '4', '5'].map((text) => model(`m${text}`, [version(text)]));
    const { catalog, executors, succeed, fail } = setUpCatalog([new FakeSource(...models)], { maxConcurrentLoads: 2 });
    await catalog.start();
    const names = () => executors.map(({ name }) => name);
    await until(() => executors.length === 2);
    await setImmediate();
    expect(names()).toEqual(['1', '2']);
    await succeed('2');
    await until(() => executors.length === 3);
    await fail('1');
    await until(() => executors.length === 4);
    expect(statesOf(catalog, 'm5')).toEqual(['5 loading']);
    for (const text of ['3', '4', '5']) await succeed(text);
    expect(await answer(catalog, 'm5')).toBe('5');
  });
});
