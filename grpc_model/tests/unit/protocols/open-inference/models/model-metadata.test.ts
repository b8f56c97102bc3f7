import { extensionsOf } from '../../../../../src/protocols/open-inference/models/server-metadata';
import { modelMetadataSchema, serverMetadataSchema } from '../../../../../src/protocols/open-inference/models/schemas';
import { model, version } from '../../../../support/catalog-fixture';
import {
  callerOf,
  refusal,
  setUpModels,
  tensorSignature,
  valid,
  versionWith,
} from '../../../../support/open-inference-models';

const FLOATS = { datatype: 'FP32', shape: [-1, 2] } as const;

describe('server metadata', () => {
  it('names the project, its version and what it was given of extensions', async () => {
    const { models } = await setUpModels([]);
    expect(valid(serverMetadataSchema, models.serverMetadata)).toEqual({
      name: 'model-container',
      version: '1.2.3',
      extensions: ['statistics'],
    });
  });

  it('has shared memory among the extensions only where it is allowed', () => {
    const without = extensionsOf({ hasSharedMemory: false });
    expect(without).toContain('classification');
    expect(without).not.toContain('system_shared_memory');
    expect(extensionsOf({ hasSharedMemory: true })).toEqual([...without, 'system_shared_memory']);
  });
});

describe('readiness', () => {
  it('of the server is what the server says', async () => {
    const { models, succeed } = await setUpModels([model('m', [version('1')])]);
    expect(models.isServerReady()).toBe(false);
    await succeed('1');
    expect(models.isServerReady()).toBe(true);
  });

  it('of a model is false until it is loaded, and when its load has failed', async () => {
    const { models, succeed, fail } = await setUpModels([model('m', [version('1')]), model('broken', [version('2')])]);
    const isReady = (name: string) => models.isModelReady({ name, version: '' }, callerOf());
    expect(isReady('m')).toBe(false);
    await succeed('1');
    await fail('2');
    expect(isReady('m')).toBe(true);
    expect(isReady('broken')).toBe(false);
  });

  it('of a version that loads at its first use is true, until that has failed', async () => {
    const { models, catalog, fail } = await setUpModels([model('m', [version('1')], { loads: 'at-first-use' })]);
    const isReady = () => models.isModelReady({ name: 'm', version: '1' }, callerOf());
    expect(isReady()).toBe(true);
    const load = catalog.lookUp({ name: 'm' }).ensureLoaded();
    expect(isReady()).toBe(true);
    await fail('1');
    await load;
    expect(isReady()).toBe(false);
  });

  it('of a model that is not there, or a version, is refused in the words of contract section 3.7', async () => {
    const { models } = await setUpModels([model('m', [version('1')])]);
    const sentence = (name: string, text: string) => {
      // Whoever asks need not have shown a token, and is told of no other model.
      expect(() => models.isModelReady({ name, version: name === 'm' ? '7' : '' }, callerOf())).toThrow(
        new Error(text),
      );
    };
    sentence('n', "Request for unknown model: 'n' is not found");
    sentence('m', "Request for unknown model: 'm' version 7 is not found");
  });

  it('counts the question as the model and version that it is about', async () => {
    const { models } = await setUpModels([model('m', [version('1')])]);
    const caller = callerOf();
    models.isModelReady({ name: 'm', version: '' }, caller);
    expect([caller.record.model, caller.record.modelVersion]).toEqual(['m', '1']);
  });
});

describe('model metadata', () => {
  it('tells of a model with code its bytes as a batch of BYTES, and every ready version, the newest last', async () => {
    const candidates = [model('m', [version('1'), version('2'), version('3')], { policy: { name: 'all' } })];
    const { models, succeed } = await setUpModels(candidates);
    await succeed('1');
    await succeed('3');
    const metadata = await models.metadata({ name: 'm', version: '' }, callerOf());
    expect(valid(modelMetadataSchema, metadata)).toEqual({
      name: 'm',
      versions: ['1', '3'],
      platform: 'typescript_wrapper',
      inputs: [{ name: 'command', datatype: 'BYTES', shape: [-1] }],
      outputs: [{ name: 'results.json', datatype: 'BYTES', shape: [-1] }],
    });
  });

  it('tells only of the version that was asked for, by whatever name', async () => {
    const labels = new Map([['stable', { text: '1', number: 1 }]]);
    const { models, succeed } = await setUpModels([
      model('m', [version('1'), version('2')], { policy: { name: 'all' }, labels }),
    ]);
    await succeed('1');
    await succeed('2');
    const ofLabel = await models.metadata({ name: 'm', version: 'stable' }, callerOf());
    expect(valid(modelMetadataSchema, ofLabel).versions).toEqual(['1']);
  });

  it('loads an ONNX model that is loaded at its first use, and tells what its graph takes', async () => {
    const { models, started, succeed } = await setUpModels([
      model('m', [versionWith('1', { isOnnx: true })], { loads: 'at-first-use' }),
    ]);
    const metadata = models.metadata({ name: 'm', version: '' }, callerOf());
    (await started('1')).capabilities = { batch: true, stream: false, signature: tensorSignature(FLOATS, FLOATS) };
    await succeed('1');
    expect(valid(modelMetadataSchema, await metadata)).toEqual({
      name: 'm',
      versions: ['1'],
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 2] }],
    });
  });

  it('of a version that is not ready is refused in the words of contract section 3.7', async () => {
    const { models } = await setUpModels([model('m', [version('1')])]);
    await expect(models.metadata({ name: 'm', version: '' }, callerOf())).rejects.toThrow(
      refusal('unavailable', "Request for unknown model: 'm' version 1 is not at ready state. It is loading."),
    );
  });

  it('does not tell why the load failed that it began: the reason may name files', async () => {
    const { models, fail } = await setUpModels([model('m', [version('1')], { loads: 'at-first-use' })]);
    const metadata = expect(models.metadata({ name: 'm', version: '' }, callerOf())).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.not.stringContaining('no weights') as string,
    });
    await fail('1');
    await metadata;
  });
});
