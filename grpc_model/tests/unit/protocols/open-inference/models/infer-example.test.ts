import type { Signature } from '../../../../../src/core/executor';
import { inferExampleSchema, type InferExample } from '../../../../../src/protocols/open-inference/models/schemas';
import { model, version } from '../../../../support/catalog-fixture';
import { setUpModels, tensorSignature, valid, versionWith } from '../../../../support/open-inference-models';
import { declaredInput, declaredOutput } from '../../../../support/test-bundle';
import { until } from '../../../../support/until';

/** The example of a model that is loaded. */
async function exampleOf(signature: Signature): Promise<InferExample> {
  const { models, started, succeed } = await setUpModels([model('m', [versionWith('1', { isOnnx: true })])]);
  (await started('1')).capabilities = { batch: true, stream: false, signature };
  await succeed('1');
  await until(() => models.inferExamples().length > 0);
  const [example] = models.inferExamples();
  return valid(inferExampleSchema, example!);
}

function bytesSignature(acceptedMediaTypes: readonly string[]): Signature {
  return { inputs: [declaredInput('x', { acceptedMediaTypes })], outputs: [declaredOutput('y')] };
}

it('has one row of zeros for a tensor', async () => {
  const floats = { datatype: 'FP32', shape: [-1, 2] } as const;
  expect(await exampleOf(tensorSignature(floats, floats))).toEqual({
    model: 'm',
    version: '1',
    request: { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data: [0, 0] }] },
  });
});

it.each([
  [['text/plain'], ['text']],
  [[], ['text']],
  [['application/json'], ['{}']],
])('has what the model takes for bytes of %j', async (types, data) => {
  expect(await exampleOf(bytesSignature(types))).toMatchObject({
    request: { inputs: [{ name: 'x', datatype: 'BYTES', shape: [1], data }] },
  });
});

it.each([
  ['a picture', bytesSignature(['image/png'])],
  ['halves', tensorSignature({ datatype: 'FP16', shape: [2] }, { datatype: 'FP16', shape: [2] })],
  ['a large tensor', tensorSignature({ datatype: 'FP32', shape: [3, 224, 224] }, { datatype: 'FP32', shape: [1] })],
])('has no request for a model that takes %s', async (_, signature) => {
  expect(await exampleOf(signature)).toEqual({ model: 'm', version: '1' });
});

it('loads nothing, and leaves out what is not loaded', async () => {
  const late = model('late', [version('1')], { loads: 'at-first-use' });
  const { models, catalog } = await setUpModels([late, model('loading', [version('2')])]);
  expect(models.inferExamples()).toEqual([]);
  expect(catalog.lookUp({ name: 'late' }).state.name).toBe('unloaded');
});
