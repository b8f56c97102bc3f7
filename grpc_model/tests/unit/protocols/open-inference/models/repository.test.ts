import { setImmediate as nextTurn } from 'node:timers/promises';
import { answer, model, specOf, statesOf, version } from '../../../../support/catalog-fixture';
import { refusal, setUpModels } from '../../../../support/open-inference-models';
import { until } from '../../../../support/until';

const NONE = new Map<string, never>();

describe('load', () => {
  it('loads what was unloaded, and resolves when it serves', async () => {
    const { models, catalog, succeed, executors } = await setUpModels([model('m', [version('1')])]);
    await succeed('1');
    await models.unload('m', NONE);
    expect(statesOf(catalog)).toEqual(['1 unloaded']);
    const load = models.load('m', NONE);
    await until(() => executors[1]?.starts.length === 1);
    expect(statesOf(catalog)).toEqual(['1 loading']);
    executors[1]!.starts[0]!.succeed();
    await load;
    expect(await answer(catalog, 'm')).toBe('1');
  });

  it('loads what lies there now beside what serves', async () => {
    const { models, catalog, succeed, source } = await setUpModels([model('m', [version('1')])]);
    await succeed('1');
    source.models = [model('m', [version('1b', { read: async () => specOf('1b') })])];
    const load = models.load('m', NONE);
    await succeed('1b');
    await load;
    expect(await answer(catalog, 'm')).toBe('1b');
  });

  it('finds a model that has come since', async () => {
    const { models, source, succeed, catalog } = await setUpModels([]);
    source.models = [model('new', [version('1')])];
    const load = models.load('new', NONE);
    await succeed('1');
    await load;
    expect(catalog.isReady('new')).toBe(true);
  });

  it('refuses a model that is not there', async () => {
    const { models } = await setUpModels([]);
    await expect(models.load('n', NONE)).rejects.toThrow(
      refusal(
        'not-found',
        "failed to load 'n', failed to poll from model repository. " +
          'There is no such model; put it into the model store as <name>/<version>/model.onnx, then load it.',
      ),
    );
  });

  it('tells why a version could not be loaded', async () => {
    const { models, fail, executors } = await setUpModels([model('m', [version('1')])]);
    await fail('1');
    const load = expect(models.load('m', NONE)).rejects.toThrow(
      refusal(
        'failed-precondition',
        "failed to load 'm', no version is available. The model m was not loaded: version 1 failed: no weights.",
      ),
    );
    await until(() => executors[1]?.starts.length === 1);
    await fail('1');
    await load;
  });

  it('tells when what served before still does', async () => {
    const { models, succeed, catalog, source } = await setUpModels([model('m', [version('1')])]);
    await succeed('1');
    source.models = [model('m', [{ ...version('1', { reason: 'It is a directory.' }), fingerprint: '1b' }])];
    await expect(models.load('m', NONE)).rejects.toMatchObject({
      code: 'failed-precondition',
      message: expect.stringMatching(
        /^failed to load 'm', what served before still does\. .*It is a directory\./,
      ) as string,
    });
    expect(await answer(catalog, 'm')).toBe('1');
  });

  it('refuses when the server is stopping', async () => {
    const { models, catalog, succeed } = await setUpModels([model('m', [version('1')])]);
    await succeed('1');
    await catalog.stop();
    await expect(models.load('m', NONE)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.each(['config', 'file:1/model.onnx'])('refuses the parameter %s, and says where models come from', async (key) => {
    const { models, source } = await setUpModels([model('m', [version('1')])]);
    const scans = source.scans;
    await expect(models.load('m', new Map([[key, '{}']]))).rejects.toThrow(
      refusal(
        'unimplemented',
        `failed to load 'm', the parameter '${key}' is not supported. Models come from folders: put the files into ` +
          'm/<version>/ of the model store and the configuration into m/config.yaml, then load it.',
      ),
    );
    expect(source.scans).toBe(scans);
  });

  it('refuses a parameter that means nothing', async () => {
    const { models } = await setUpModels([model('m', [version('1')])]);
    await expect(models.load('m', new Map([['wait', true]]))).rejects.toThrow(
      refusal('invalid-argument', "unrecognized load parameter 'wait', expected none."),
    );
  });
});

describe('unload', () => {
  it('resolves when the last call has its answer', async () => {
    const { models, catalog, succeed } = await setUpModels([model('m', [version('1')])]);
    const executor = await succeed('1');
    const release = executor.hold();
    const call = answer(catalog, 'm');
    let isUnloaded = false;
    const unload = models.unload('m', new Map([['unload_dependents', true]])).then(() => (isUnloaded = true));
    await nextTurn();
    expect(isUnloaded).toBe(false);
    release();
    expect(await call).toBe('1');
    await unload;
    expect(statesOf(catalog)).toEqual(['1 unloaded']);
  });

  it('refuses a model that is not there', async () => {
    const { models } = await setUpModels([]);
    await expect(models.unload('n\n', NONE)).rejects.toThrow(
      refusal('not-found', "Request for unknown model: 'n?' is not found"),
    );
  });

  it.each([
    ['unload_dependents', 'yes', "Unable to parse 'unload_dependents': expected a boolean."],
    ['force', true, "unrecognized unload parameter 'force', expected unload_dependents."],
  ])('refuses the parameter %s of %j, and unloads nothing', async (key, value, message) => {
    const { models, catalog, succeed } = await setUpModels([model('m', [version('1')])]);
    await succeed('1');
    await expect(models.unload('m', new Map([[key, value]]))).rejects.toThrow(refusal('invalid-argument', message));
    expect(statesOf(catalog)).toEqual(['1 ready']);
  });
});
