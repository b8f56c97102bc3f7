import { status as grpcStatus } from '@grpc/grpc-js';
import { createTestFolder, type TestFolder } from '../support/store-fixture';
import { modelHeaders, npyFloats, rawFloats, runModel, type ModelCallOptions } from '../support/store-client';
import { putModel } from '../support/store-models';
import { startTestServer, type TestServer } from '../support/start-test-server';

let store: TestFolder;
let server: TestServer;

beforeEach(() => (store = createTestFolder()));
afterEach(async () => {
  await server.stop();
  store[Symbol.dispose]();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await startTestServer({ env: { WORKERS: '1', MODEL_STORE: store.path, ...env } });
}

const run = (name: string, content: Uint8Array, options?: ModelCallOptions) =>
  runModel(server.client, name, [content], options).then(([answer]) => answer);
const ready = (name: string, version?: string) => server.client.status({ headers: modelHeaders(name, version) });

/** What the model adds to zero: which version answered. */
async function whoAnswers(name: string, version?: string): Promise<unknown> {
  const answer = await run(name, rawFloats(0, 0), version === undefined ? {} : { version });
  return (answer as { values: number[] }).values[0];
}

const stateOf = (name: string) => server.catalog.list().find((each) => each.name === name)?.versions[0]?.state.name;

describe('a model of the store, over the container contract', () => {
  test('raw bytes, .npy and JSON go in, and .npy comes out', async () => {
    putModel(store, 'adds-7', '1', 7);
    await start();
    await ready('adds-7');
    const expected = { shape: [2, 2], values: [8, 9, 10, 11] };
    expect(await run('adds-7', rawFloats(1, 2, 3, 4))).toEqual(expected);
    expect(await run('adds-7', npyFloats([2, 2], 1, 2, 3, 4))).toEqual(expected);
    expect(await run('adds-7', Buffer.from('[[1, 2], [3, 4]]'))).toEqual(expected);
    // The project's own model is what a call without a name means, as before.
    expect(await server.client.results(['a'])).toMatchObject([{ command: 'a' }]);
  });

  test('Status tells names, datatypes and shapes of the graph', async () => {
    putModel(store, 'adds-7', '1', 7);
    await start();
    const { response } = await ready('adds-7');
    expect(response).toMatchObject({
      status_code: 200,
      model_info: { model_name: 'adds-7', model_version: '1' },
      inputs: [{ filename: 'x', description: 'FP32 [-1, 2]' }],
      outputs: [{ filename: 'y', description: 'FP32 [-1, 2]' }],
    });
    expect(await server.client.health('adds-7')).toBe('SERVING');
  });

  test('items that do not fit fail alone, and say which input, what it was and what is expected', async () => {
    putModel(store, 'adds-7', '1', 7);
    await start();
    await ready('adds-7');
    const wrongShape = npyFloats([1, 3], 1, 2, 3);
    const wrongType = Buffer.from(npyFloats([1, 2], 1, 2));
    wrongType.write('<i4', wrongType.indexOf('<f4'));
    const contents = [wrongShape, rawFloats(1, 2), wrongType, Buffer.from('[["a", 2]]'), Buffer.from('odd')];
    const [shape, good, type, text, odd] = await runModel(server.client, 'adds-7', contents);
    const expected = 'expected FP32 [-1, 2]';
    expect(shape).toMatch(/"x".*FP32 \[1, 3\]/);
    expect(type).toMatch(/"x".*INT32 \[1, 2\]/);
    expect(odd).toMatch(/"x".*3 bytes/);
    expect(text).toMatch(/"x"/);
    for (const each of [shape, type]) expect(each).toContain(expected);
    expect(odd).toContain('FP32 [-1, 2]');
    expect(good).toEqual({ shape: [1, 2], values: [8, 9] });
  });

  test('what there is not is NOT_FOUND, and names the choices', async () => {
    putModel(store, 'adds', '1', 1);
    putModel(store, 'adds', '2', 2);
    store.write('adds/config.yaml', 'versions: { policy: all }\nlabels: { stable: 1 }\n');
    await start();
    await ready('adds');
    const failing = (name: string, version?: string) =>
      expect(run(name, rawFloats(1, 2), version === undefined ? {} : { version })).rejects;
    await failing('subtracts').toMatchObject({
      code: grpcStatus.NOT_FOUND,
      details: 'There is no model "subtracts"; there are: adds, scripted-model.',
    });
    for (const version of ['3', '1.0.7', 'canary']) {
      await failing('adds', version).toMatchObject({
        code: grpcStatus.NOT_FOUND,
        details: `The model adds has no version "${version}"; there are: 2, 1, stable.`,
      });
    }
  });
});

describe('versions side by side', () => {
  test('each is called by its number, by x.y.z, or by a label; the newest one that is ready is the default', async () => {
    putModel(store, 'adds', '1', 1);
    putModel(store, 'adds', '2', 2);
    putModel(store, 'adds', '1.2.3', 123);
    store.write('adds/config.yaml', 'versions: { policy: all }\nlabels: { stable: 1, canary: 1.2.3 }\n');
    await start();
    for (const version of ['1', '2', '1.2.3']) await ready('adds', version);
    expect(await whoAnswers('adds')).toBe(123);
    expect(await whoAnswers('adds', '1')).toBe(1);
    expect(await whoAnswers('adds', '2')).toBe(2);
    expect(await whoAnswers('adds', '1.2.3')).toBe(123);
    expect(await whoAnswers('adds', '1002003')).toBe(123);
    expect(await whoAnswers('adds', 'stable')).toBe(1);
    expect(await whoAnswers('adds', 'canary')).toBe(123);

    server.catalog.setDefault('adds', '2');
    server.catalog.setLabel('adds', 'stable', '2');
    expect(await whoAnswers('adds')).toBe(2);
    expect(await whoAnswers('adds', 'stable')).toBe(2);
    server.catalog.setDefault('adds', undefined);
    expect(await whoAnswers('adds')).toBe(123);

    await server.catalog.unload('adds', '1.2.3');
    expect(await whoAnswers('adds')).toBe(2);
    await server.catalog.load('adds', '1.2.3');
    expect(await whoAnswers('adds')).toBe(123);
  });
});

describe('models that load at their first use', () => {
  test('nothing is loaded until the first call, which is answered', async () => {
    putModel(store, 'adds', '1', 1);
    await start({ LOAD_MODELS: 'at-first-use' });
    expect(stateOf('adds')).toBe('unloaded');
    expect(server.workers('adds')).toEqual([]);
    expect(await whoAnswers('adds')).toBe(1);
    expect(stateOf('adds')).toBe('ready');
  });

  test('of 300, the three that are used are loaded, in the workers that they share', async () => {
    for (let index = 0; index < 300; index++) putModel(store, `adds-${index}`, '1', index);
    await start({ LOAD_MODELS: 'at-first-use' });
    expect(server.catalog.list()).toHaveLength(301);
    const used = [3, 77, 299];
    // All at once, and many for each: a model is loaded once.
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, call) => whoAnswers(`adds-${used[call % used.length]}`)),
    );
    expect(answers).toEqual(Array.from({ length: 30 }, (_, call) => used[call % used.length]));
    const loaded = server.catalog.list().filter(({ versions }) => versions[0]?.state.name === 'ready');
    expect(loaded.map(({ name }) => name)).toEqual(['adds-299', 'adds-3', 'adds-77', 'scripted-model']);
    expect(new Set(used.flatMap((index) => server.workers(`adds-${index}`))).size).toBe(1);
  });
});
