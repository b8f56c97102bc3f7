import type { InferenceClient } from '../../src/clients/open-inference/inference-client';
import type { InferOptions } from '../../src/clients/open-inference/infer';
import { echoModel } from '../support/echo-graph';
import { authoredEcho } from '../support/echo-models';
import { inferenceClient, resultOf, TRANSPORTS, valuesOf } from '../support/inference-clients';
import { encodeOnnxModel } from '../support/onnx-model';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { createTestFolder, type TestFolder } from '../support/store-fixture';
import { putModel } from '../support/store-models';
import { until } from '../support/until';

type RequestedOutputs = NonNullable<InferOptions['outputs']>;

const FLOATS = (...data: number[]) => ({ shape: [1, data.length], data: Float32Array.from(data) });
const TEXTS = (...data: string[]) => ({ shape: [data.length], data });

/** A model that gives `x` back as `y`, and as `z` without its signs. */
const TWO_OUTPUTS = encodeOnnxModel({
  inputs: [{ name: 'x', type: 'FLOAT', shape: ['rows', 3] }],
  outputs: ['y', 'z'].map((name) => ({ name, type: 'FLOAT' as const, shape: ['rows', 3] })),
  nodes: [
    { operator: 'Identity', inputs: ['x'], outputs: ['y'] },
    { operator: 'Abs', inputs: ['x'], outputs: ['z'] },
  ],
});

let store: TestFolder;
let server: TestServer;

beforeAll(async () => {
  store = createTestFolder();
  store.write('two/1/model.onnx', TWO_OUTPUTS);
  store.write('scores/1/model.onnx', echoModel('FLOAT', ['rows', 3]));
  store.write('scores/labels.txt', 'ant\nbee\ncat\n');
  store.write('scores/config.yaml', 'classLabels: labels.txt\n');
  store.write('rows/1/model.onnx', echoModel('FLOAT', ['rows', 2]));
  for (const version of ['1', '2']) putModel(store, 'adds', version, Number(version));
  store.write('adds/config.yaml', 'versions: { policy: all }\nlabels: { stable: 1 }\n');
  store.write('broken/1/model.onnx', 'no model');
  const together = { batching: { maxBatchSize: 4, maxQueueDelayMs: 10_000, preferredBatchSizes: [2] } };
  server = await startTestServer({
    env: { WORKERS: '1', MODEL_STORE: store.path },
    models: [
      authoredEcho(
        'mixed',
        { note: undefined, pair: { datatype: 'INT64', shape: [2] } },
        { labels: ['left', 'right'] },
      ),
      authoredEcho('row', { x: { datatype: 'FP32', shape: [-1, 2] } }, { ...together, tellsBatch: true }),
    ],
  });
  await until(() => server.catalog.unready().every(({ name }) => name === 'broken'));
});

afterAll(async () => {
  await server.stop();
  store[Symbol.dispose]();
});

describe.each(TRANSPORTS)('over %s', (transport) => {
  let client: InferenceClient;
  beforeAll(() => (client = inferenceClient(server, transport)));
  afterAll(() => client.close());

  describe('outputs', () => {
    const infer = (...outputs: RequestedOutputs) =>
      client.infer('two', { x: FLOATS(-3, 1, 2) }, { outputs, id: 'a-1' });

    it('are those that are asked for, in that order, and all without a wish', async () => {
      expect(Object.keys((await infer()).outputs)).toEqual(['y', 'z']);
      expect(Object.keys((await infer('z', 'y')).outputs)).toEqual(['z', 'y']);
      const only = await infer('z');
      expect(Object.keys(only.outputs)).toEqual(['z']);
      expect(valuesOf(only, 'z')).toEqual([3, 1, 2]);
      expect(only.id).toBe('a-1');
    });

    it('that are unknown, or asked for twice, are refused', async () => {
      const unknown = "unexpected inference output 'q' for model 'two'";
      await expect(infer('q')).rejects.toMatchObject({ code: 'invalid-argument', message: unknown });
      const twice = "[request id: a-1] output 'y' already exists in request";
      await expect(infer('y', 'y')).rejects.toMatchObject({ code: 'invalid-argument', message: twice });
    });

    it('are the classes with the highest scores, row by row, however many are asked for', async () => {
      const ask = (classification: number) =>
        client.infer(
          'scores',
          { x: { shape: [2, 3], data: Float32Array.of(0.1, 0.7, 0.2, 3, 1, 2) } },
          { outputs: [{ name: 'y', parameters: { classification } }] },
        );
      const two = await ask(2);
      expect(two.outputs['y']).toMatchObject({ datatype: 'BYTES', shape: [2, 2] });
      expect(valuesOf(two, 'y')).toEqual(['0.7:1:bee', '0.2:2:cat', '3:0:ant', '2:2:cat']);
      const all = await ask(100);
      expect(all.outputs['y']!.shape).toEqual([2, 3]);
      await expect(ask(0)).rejects.toMatchObject({ code: 'invalid-argument' });
    });
  });

  describe('an authored model', () => {
    const infer = (notes: readonly string[], pairs: readonly bigint[], outputs: RequestedOutputs = []) =>
      client.infer(
        'mixed',
        { note: TEXTS(...notes), pair: { shape: [pairs.length / 2, 2], data: BigInt64Array.from(pairs) } },
        { outputs },
      );

    it('has the labels of its model.yaml in a classification, item by item', async () => {
      const pair = { name: 'pair-out', parameters: { classification: 1 } };
      const answer = await infer(['a', 'b'], [1n, 2n, -3n, -4n], [pair]);
      expect(answer.outputs['pair-out']!.shape).toEqual([2, 1]);
      expect(valuesOf(answer, 'pair-out')).toEqual(['2:1:right', '-3:0:left']);
    });

    it('has a batch along dimension 0 of bytes and tensors, and its answers are in order', async () => {
      const answer = await infer(['a', 'b', 'c'], [1n, 2n, 3n, 4n, 5n, 6n]);
      expect(answer.outputs['pair-out']).toEqual({
        datatype: 'INT64',
        shape: [3, 2],
        data: BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n),
      });
      expect(answer.outputs['note-out']!.shape).toEqual([3]);
      expect(valuesOf(answer, 'note-out')).toEqual(['a', 'b', 'c']);
    });

    it('refuses the request that one bad item is in, and names the item', async () => {
      const call = infer(['a', 'bad', 'c'], [1n, 2n, 3n, 4n, 5n, 6n]);
      await expect(call).rejects.toMatchObject({ code: 'invalid-argument', message: 'item 2 of 3: It is bad.' });
    });

    it('refuses inputs whose batches differ', async () => {
      const message = "[request id: <id_unknown>] input 'pair' batch size does not match other inputs for 'mixed'";
      await expect(infer(['a'], [1n, 2n, 3n, 4n])).rejects.toMatchObject({ code: 'invalid-argument', message });
    });

    it('has rows of two calls together', async () => {
      const calls = [1, 2].map((number) => client.infer('row', { x: FLOATS(number, number) }));
      const answers = await Promise.all(calls);
      expect(answers.map((answer) => valuesOf(answer, 'x-out'))).toEqual([
        [1, 1],
        [2, 2],
      ]);
      expect(answers.map((answer) => valuesOf(answer, 'together'))).toEqual([['2'], ['2']]);
    });

    it('gets parameters as they were given, but for those of the protocol', async () => {
      const parameters = { mood: 'gentle', top: 3, warm: true, heat: 0.5, detect_drift: false };
      const answer = await client.infer(
        'scripted-model',
        { command: TEXTS('parameters') },
        { parameters, priority: 1 },
      );
      const { seen } = resultOf(answer) as { readonly seen: readonly string[] };
      expect([...seen].sort()).toEqual([
        'heat: number 0.5',
        'mood: string gentle',
        'top: number 3',
        'warm: boolean true',
      ]);
    });
  });

  describe('versions', () => {
    const added = async (version?: string) =>
      valuesOf(
        await client.infer(version === undefined ? 'adds' : { name: 'adds', version }, { x: FLOATS(0, 0) }),
        'y',
      )[0];

    it('are the newest, one that is named, and what a label points at', async () => {
      expect([await added(), await added('1'), await added('2'), await added('stable')]).toEqual([2, 1, 2, 1]);
      const { versions } = await client.metadata({ name: 'adds', version: 'stable' });
      expect(versions).toEqual(['1']);
      expect((await client.metadata('adds')).versions).toEqual(['1', '2']);
    });

    it('that are unknown are not found, and those that do not serve are unavailable', async () => {
      await expect(added('7')).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining("Request for unknown model: 'adds' version 7 is not found") as string,
      });
      await expect(client.infer('broken', { x: FLOATS(0, 0) })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining(
          "Request for unknown model: 'broken' version 1 is not at ready state",
        ) as string,
      });
      expect(await client.isModelReady('broken')).toBe(false);
    });
  });

  describe('the repository', () => {
    const stateOf = async (name: string) =>
      (await client.repository.index()).filter((each) => each.name === name).map(({ state }) => state);

    it('lists, unloads and loads models', async () => {
      expect(await stateOf('rows')).toEqual(['READY']);
      await client.repository.unload('rows');
      expect(await stateOf('rows')).toEqual(['UNAVAILABLE']);
      await expect(client.infer('rows', { x: FLOATS(1, 2) })).rejects.toMatchObject({ code: 'unavailable' });
      await client.repository.load('rows');
      expect(valuesOf(await client.infer('rows', { x: FLOATS(1, 2) }), 'y')).toEqual([1, 2]);
    });

    it('says why a model cannot be loaded, and goes on with what serves', async () => {
      await expect(client.repository.load('broken')).rejects.toMatchObject({
        message: expect.stringContaining("failed to load 'broken', no version is available") as string,
      });
      putModel(store, 'exchanged', '1', 5);
      await client.repository.load('exchanged');
      store.write('exchanged/1/model.onnx', 'no model');
      await expect(client.repository.load('exchanged')).rejects.toMatchObject({
        message: expect.stringContaining("failed to load 'exchanged', what served before still does") as string,
      });
      expect(valuesOf(await client.infer('exchanged', { x: FLOATS(0, 0) }), 'y')).toEqual([5, 5]);
      putModel(store, 'exchanged', '1', 6);
      await client.repository.load('exchanged');
      expect(valuesOf(await client.infer('exchanged', { x: FLOATS(0, 0) }), 'y')).toEqual([6, 6]);
      await client.repository.unload('exchanged');
    });

    it('has none by another name', async () => {
      await expect(client.repository.load('nobody')).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.repository.unload('nobody')).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  it('counts what it was asked, and what it refused', async () => {
    const name = `counted-${transport}`;
    store.write(`${name}/1/model.onnx`, echoModel('FLOAT', ['rows', 2]));
    await client.repository.load(name);
    for (let call = 0; call < 3; call++) await client.infer(name, { x: FLOATS(1, 2) });
    await until(() => server.statistics.of(name, '1').succeeded.count === 3);
    const [statistics] = await client.statistics(name);
    expect(statistics).toMatchObject({ name, version: '1', inference_count: 3, execution_count: 3 });
    expect(statistics!.inference_stats).toMatchObject({
      success: { count: 3 },
      fail: { count: 0 },
      queue: { count: 3 },
    });
    expect(statistics!.batch_stats).toMatchObject([{ batch_size: 1, compute_infer: { count: 3 } }]);
    await client.repository.unload(name);
  });
});

it('runs calls with different parameters one by one, and those with equal ones together', async () => {
  const client = inferenceClient(server, 'grpc');
  const ask = (mood: string) => client.infer('row', { x: FLOATS(1, 2) }, { parameters: { mood } });
  const answers = await Promise.all([ask('good'), ask('bad'), ask('good'), ask('bad')]);
  expect(answers.map((answer) => valuesOf(answer, 'together'))).toEqual(new Array(4).fill(['2']));
  client.close();
});
