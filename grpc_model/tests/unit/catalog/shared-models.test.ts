import { ModelStore } from '../../../src/catalog/sources/model-store';
import { createTestFolder, onnxBytes, TEST_DEFAULTS } from '../../support/store-fixture';

test.each([
  ['shares workers', 1000, 'shared'],
  ['has its own', 1, 'own'],
])('a model of more or less bytes than may share %s', async (_, maxSharedBytes, placement) => {
  using store = createTestFolder();
  store.write('cat/1/model.onnx', onnxBytes());
  const defaults = { ...TEST_DEFAULTS, maxSharedBytes };
  const wrapperPath = '/server/onnx-wrapper.js';
  const source = new ModelStore({ folder: store.path, wrapperPath, defaults, maxModelBytes: 1000, loads: 'at-start' });
  const [model] = await source.scan();
  const content = model?.versions?.[0]?.content;
  if (content === undefined || !('read' in content)) throw new Error('The version cannot be read.');
  expect((await content.read()).options.placement).toBe(placement);
});
