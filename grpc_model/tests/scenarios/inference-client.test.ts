import { echoModel, ONNX_TYPES } from '../support/echo-graph';
import { authoredEcho } from '../support/echo-models';
import { tensorBytes, type Datatype } from '../../src/contract';
import { toTensor } from '../../src/core/tensor';
import { ELEMENT_BYTES } from '../../src/core/tensor-shape';
import { InferenceClient } from '../../src/clients/open-inference/inference-client';
import { ask } from '../support/ask';
import { makeCertificate } from '../support/certificates';
import { freePorts } from '../support/free-ports';
import { inferenceClient, resultOf, TRANSPORTS, valuesOf } from '../support/inference-clients';
import { ModzyTestClient } from '../support/modzy-client';
import { SecretFiles } from '../support/secret-files';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { createTestFolder, type TestFolder } from '../support/store-fixture';
import { testToken } from '../support/tokens';
import { until } from '../support/until';

const COMMAND = (text: string) => ({ command: [text] });

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

describe.each(TRANSPORTS)('the client over %s', (transport) => {
  let store: TestFolder;
  let server: TestServer;
  let client: InferenceClient;

  beforeAll(async () => {
    store = createTestFolder();
    for (const [datatype, type] of Object.entries(ONNX_TYPES))
      store.write(`echo_${datatype}/1/model.onnx`, echoModel(type, ['rows', 2]));
    server = await startTestServer({
      env: { WORKERS: '1', MODEL_STORE: store.path },
      models: [
        authoredEcho('echo_BF16', { x: { datatype: 'BF16', shape: [-1, 2] } }),
        authoredEcho('text', { text_input: undefined }),
      ],
    });
    await until(() => server.catalog.unready().length === 0);
    client = inferenceClient(server, transport);
  });

  afterAll(async () => {
    client.close();
    await server.stop();
    store[Symbol.dispose]();
  });

  it('has what the server says of itself and its models', async () => {
    expect([await client.isLive(), await client.isReady(), await client.isModelReady('text')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(await client.serverMetadata()).toMatchObject({ name: 'model-container', version: '1.2.3' });
    expect(await client.metadata('echo_INT64')).toEqual({
      name: 'echo_INT64',
      versions: ['1'],
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'x', datatype: 'INT64', shape: [-1, 2] }],
      outputs: [{ name: 'y', datatype: 'INT64', shape: [-1, 2] }],
    });
    expect(await client.config('scripted-model')).toMatchObject({ max_batch_size: 4, decoupled: true });
  });

  it.each([...Object.keys(ONNX_TYPES), 'BF16'] as Datatype[])(
    'has tensors of %s come back as they went',
    async (datatype) => {
      const bytes =
        datatype === 'BYTES'
          ? tensorBytes({ datatype, shape: [2], data: [Buffer.from('ä'), Buffer.alloc(0)] })
          : Uint8Array.from({ length: 2 * ELEMENT_BYTES[datatype] }, (_, at) => (datatype === 'BOOL' ? at : at * 16));
      const x = toTensor({ kind: 'tensor', datatype, shape: [1, 2], bytes });
      const { outputs } = await client.infer(`echo_${datatype}`, { x });
      const [y] = Object.values(outputs);
      expect({ ...y, data: undefined }).toEqual({ ...x, data: undefined });
      expect(Buffer.from(tensorBytes(y!)).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
    },
  );

  it('has every piece of a wrapper that streams, or one answer where the transport has one', async () => {
    const pieces = await collect(client.stream('scripted-model', COMMAND('then-end 3')));
    if (transport === 'grpc') expect(pieces.map(resultOf)).toEqual([0, 1, 2]);
    else expect(pieces.map(resultOf)).toEqual([expect.objectContaining({ command: 'then-end 3' })]);
  });

  it('ends with its time, and the wrapper is told', async () => {
    const told = server.log.with('The model was told to stop.').length;
    const call = client.infer('scripted-model', COMMAND('wait-for-abort'), { timeoutMs: 200 });
    await expect(call).rejects.toMatchObject({ code: 'deadline-exceeded' });
    await server.log.waitFor('The model was told to stop.', told + 1);
  });

  it('ends when its signal fires, and the wrapper is told', async () => {
    const [waits, told] = ['The model waits.', 'The model was told to stop.'].map(
      (line) => server.log.with(line).length,
    );
    const controller = new AbortController();
    const call = client.infer('scripted-model', COMMAND('wait-for-abort'), { signal: controller.signal });
    const rejected = expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await server.log.waitFor('The model waits.', waits! + 1);
    controller.abort();
    await rejected;
    await server.log.waitFor('The model was told to stop.', told! + 1);
  });
});

it('generates texts, at once and piece by piece', async () => {
  const server = await startTestServer({
    env: { WORKERS: '1' },
    models: [authoredEcho('text', { text_input: undefined })],
  });
  await until(() => server.catalog.unready().length === 0);
  const client = inferenceClient(server, 'http');
  expect(await client.generate('text', 'hello')).toMatchObject({
    modelName: 'text',
    modelVersion: '1.2.3',
    text: 'hello',
  });
  const pieces = await collect(client.generateStream('scripted-model', 'then-end 2'));
  expect(pieces.map(({ text }) => (JSON.parse(text) as { data: { result: number } }).data.result)).toEqual([0, 1]);
  await expect(collect(client.generateStream('scripted-model', 'then-throw 1'))).rejects.toMatchObject({
    message: expect.stringContaining('the model lost its thread') as string,
  });
  client.close();
  await server.stop();
});

it.each(TRANSPORTS)('tries again while the server restarts on the same port: %s', async (transport) => {
  const [grpc, http] = await freePorts(2);
  const start = () => startTestServer({ env: { WORKERS: '1', PSC_MODEL_PORT: String(grpc), HTTP_PORT: String(http) } });
  const first = await start();
  const retry = { attempts: 200, firstDelayMs: 10, maxDelayMs: 50 };
  const client = inferenceClient(first, transport, { retry });
  expect(resultOf(await client.infer('scripted-model', COMMAND('a')))).toMatchObject({ command: 'a' });
  await first.stop();
  const call = client.infer('scripted-model', COMMAND('b'));
  const second = await start();
  expect(resultOf(await call)).toMatchObject({ command: 'b' });
  client.close();
  await second.stop();
});

describe('a further listener', () => {
  const caller = testToken('ci', 'predict');
  let files: SecretFiles;
  let server: TestServer;
  let authorities: Buffer;

  beforeAll(async () => {
    files = new SecretFiles();
    const identity = await makeCertificate({ name: 'server' });
    authorities = Buffer.from(identity.certificate);
    server = await startTestServer({
      env: {
        WORKERS: '1',
        LISTEN_OPEN_INFERENCE_GRPC: '127.0.0.1:0',
        LISTEN_OPEN_INFERENCE_REST: '127.0.0.1:0',
        AUTH_TOKENS_FILE: files.write('tokens', `${caller.line}\n`),
      },
      settings: files.tlsSettings(identity),
    });
  });

  afterAll(async () => {
    await server.stop();
    files[Symbol.dispose]();
  });

  const urlOf = (listener: string) => {
    const { port } = new URL(server.url(listener));
    return listener.endsWith('grpc') ? `grpcs://localhost:${port}` : `https://localhost:${port}`;
  };

  it.each(['open-inference-grpc', 'open-inference-rest'])('%s asks for tokens, over TLS', async (listener) => {
    const connect = (token?: string) => new InferenceClient({ url: urlOf(listener), tls: { authorities }, token });
    const [known, nobody] = [connect(caller.text), connect()];
    expect(resultOf(await known.infer('scripted-model', COMMAND('a')))).toMatchObject({ command: 'a' });
    expect(await nobody.isLive()).toBe(true);
    const call = nobody.infer('scripted-model', COMMAND('a'));
    await expect(call).rejects.toMatchObject({ code: 'unauthenticated' });
    for (const each of [known, nobody]) each.close();
  });

  it('of REST has this protocol and health alone', async () => {
    const url = urlOf('open-inference-rest');
    expect((await ask(`${url}/healthz`, { ca: authorities })).status).toBe(200);
    expect((await ask(`${url}/v2/health/live`, { ca: authorities })).text).toBe('{"live":true}');
    for (const path of ['/status', '/metrics'])
      expect((await ask(`${url}${path}`, { ca: authorities })).status).toBe(404);
  });
});

it('a further listener of gRPC has this protocol and health alone', async () => {
  const server = await startTestServer({ env: { WORKERS: '1', LISTEN_OPEN_INFERENCE_GRPC: '127.0.0.1:0' } });
  const url = new URL(server.url('open-inference-grpc'));
  const modzy = new ModzyTestClient(Number(url.port));
  await expect(modzy.results(['a'])).rejects.toMatchObject({ code: 12 });
  expect(await modzy.health('inference.GRPCInferenceService')).toBe('SERVING');
  const client = new InferenceClient({ url: `grpc://${url.host}` });
  expect(valuesOf(await client.infer('scripted-model', COMMAND('pid')), 'results.json')).toHaveLength(1);
  client.close();
  modzy.close();
  await server.stop();
});
