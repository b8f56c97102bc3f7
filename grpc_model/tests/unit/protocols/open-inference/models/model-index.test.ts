import { modelIndexSchema } from '../../../../../src/protocols/open-inference/models/schemas';
import type { ModelIndex } from '../../../../../src/protocols/open-inference/models/schemas';
import { model, version } from '../../../../support/catalog-fixture';
import { setUpModels, valid } from '../../../../support/open-inference-models';

function lines(index: readonly ModelIndex[]): string[] {
  return index
    .map((each) => valid(modelIndexSchema, each))
    .map((each) =>
      [each.name, each.version, each.state, each.reason]
        .filter((text) => text !== undefined && text !== '')
        .join(' | '),
    );
}

async function setUp() {
  const broken = version('7', { reason: 'There is no model.onnx.' });
  const set = await setUpModels([
    model('m', [version('1'), version('2'), version('3')], { policy: { name: 'latest', count: 2 } }),
    model('broken', [broken]),
    model('empty', [], { problems: ['It has no version.'] }),
    model('lazy', [version('4')], { loads: 'at-first-use' }),
  ]);
  await set.succeed('2');
  return set;
}

it('tells the state of every version, and why one is not available', async () => {
  const { models } = await setUp();
  expect(lines(models.index(false))).toEqual([
    'broken | 7 | UNAVAILABLE | There is no model.onnx.',
    'empty | UNAVAILABLE | It has no version.',
    'lazy | 4 | READY | It is loaded at its first use.',
    'm | 1 | UNAVAILABLE | unloaded',
    'm | 2 | READY',
    'm | 3 | LOADING',
  ]);
});

it('tells only of those that answer calls when asked for the ready ones', async () => {
  const { models } = await setUp();
  expect(lines(models.index(true))).toEqual(['lazy | 4 | READY | It is loaded at its first use.', 'm | 2 | READY']);
});

it('tells of a version that finishes its last calls, and then that it is unloaded', async () => {
  const { models, succeed } = await setUpModels([model('m', [version('1')])]);
  await succeed('1');
  const unload = models.unload('m', new Map());
  expect(lines(models.index(false))).toEqual(['m | 1 | UNLOADING']);
  await unload;
  expect(lines(models.index(false))).toEqual(['m | 1 | UNAVAILABLE | unloaded']);
});

it('tells of a version that serves on why what lies there now does not', async () => {
  const { models, source, succeed, catalog } = await setUpModels([model('m', [version('1')])]);
  await succeed('1');
  source.models = [model('m', [{ ...version('1', { reason: 'It is a directory.' }), fingerprint: '1b' }])];
  await catalog.rescan();
  expect(lines(models.index(true))).toEqual([expect.stringMatching(/^m \| 1 \| READY \| .*It is a directory\.$/)]);
});

it('names every model, whatever its state', async () => {
  const { models } = await setUp();
  expect(models.names()).toEqual(['broken', 'empty', 'lazy', 'm']);
});
