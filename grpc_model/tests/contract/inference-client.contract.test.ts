import fc from 'fast-check';
import { InferenceClient, type InferenceClientOptions } from '../../src/clients/open-inference/inference-client';
import { tensorBytes } from '../../src/contract';
import { toTensor } from '../../src/core/tensor';
import { arbitraryTensor } from '../support/arbitrary-tensor';
import { makeCertificate } from '../support/certificates';
import { GrpcInferenceServer } from '../support/grpc-inference-server';
import { SAID, type InferenceServer } from '../support/inference-server';
import { RestInferenceServer } from '../support/rest-inference-server';
import { until } from '../support/until';

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

const RETRY = { attempts: 3, firstDelayMs: 1, maxDelayMs: 1 };

describe.each([
  ['gRPC', GrpcInferenceServer],
  ['REST', RestInferenceServer],
])('InferenceClient over %s', (encoding, FakeServer) => {
  let server: InferenceServer;
  let client: InferenceClient;

  const connect = (options: Partial<InferenceClientOptions> = {}) =>
    new InferenceClient({ retry: RETRY, ...options, url: options.url ?? server.url });

  beforeEach(async () => {
    server = await new FakeServer().start();
    client = connect();
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  describe('what a server says of itself', () => {
    it('tells whether it lives and is ready', async () => {
      expect([await client.isLive(), await client.isReady(), await client.isModelReady('echo')]).toEqual([
        true,
        true,
        true,
      ]);
      server.isReady = false;
      expect([await client.isLive(), await client.isReady(), await client.isModelReady('echo')]).toEqual([
        true,
        false,
        false,
      ]);
    });

    it('tells a model that is not ready from one that is not there', async () => {
      await expect(client.isModelReady('unknown')).rejects.toMatchObject({ code: 'not-found', message: SAID.unknown });
    });

    it('has metadata, with shapes as numbers', async () => {
      expect(await client.serverMetadata()).toEqual(SAID.server);
      expect(await client.metadata({ name: 'echo', version: '2' })).toEqual(SAID.metadata);
    });

    it('has the configuration', async () => {
      const { model_transaction_policy, parameters, ...same } = SAID.config;
      const expected = { ...same, decoupled: model_transaction_policy.decoupled, parameters: { mood: 'good' } };
      expect(await client.config('echo')).toEqual(expected);
      expect(parameters.mood.string_value).toBe('good');
    });

    it('has statistics, with zeros for what the server leaves out', async () => {
      const [statistics] = await client.statistics();
      expect(statistics).toMatchObject({ name: 'echo', version: '2', inference_count: 12, execution_count: 3 });
      expect(statistics!.last_inference).toBe(1_700_000_000_000);
      expect(statistics!.inference_stats.success).toEqual({ count: 12, ns: 34_000 });
      expect(statistics!.inference_stats.cache_hit).toEqual({ count: 0, ns: 0 });
      expect(statistics!.batch_stats).toMatchObject([{ batch_size: 4, compute_infer: { count: 3, ns: 9000 } }]);
    });

    it('lists, loads and unloads models', async () => {
      expect(await client.repository.index()).toEqual([
        { name: 'echo', version: '2', state: 'READY', reason: '' },
        { name: 'never-loaded', version: '', state: '', reason: '' },
      ]);
      await client.repository.load('echo');
      await client.repository.unload('echo');
      expect([server.times('load'), server.times('unload')]).toEqual([1, 1]);
      await expect(client.repository.load('unknown')).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('inference', () => {
    it('sends and reads tensors of every datatype and shape', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(arbitraryTensor(), { minLength: 1, maxLength: 4 }), async (parts) => {
          const inputs = Object.fromEntries(parts.map((part, index) => [`input-${index}`, toTensor(part)]));
          const { outputs } = await client.infer('echo', inputs);
          expect(Object.keys(outputs)).toEqual(Object.keys(inputs));
          for (const [name, { datatype, shape }] of Object.entries(inputs)) {
            expect({ datatype: outputs[name]!.datatype, shape: outputs[name]!.shape }).toEqual({ datatype, shape });
            expect(Buffer.from(tensorBytes(outputs[name]!))).toEqual(Buffer.from(tensorBytes(inputs[name]!)));
          }
        }),
        { numRuns: 40 },
      );
    });

    it('takes elements without a datatype by their class, and texts as BYTES', async () => {
      const { outputs } = await client.infer('echo', {
        floats: Float32Array.of(1, 2),
        longs: { shape: [2, 1], data: BigInt64Array.of(-1n, 2n ** 62n) },
        bytes: Buffer.from('ab'),
        texts: ['é', Buffer.from('b')],
        shaped: { datatype: 'BYTES', shape: [1, 1], data: ['c'] },
      });
      expect(outputs).toEqual({
        floats: { datatype: 'FP32', shape: [2], data: Float32Array.of(1, 2) },
        longs: { datatype: 'INT64', shape: [2, 1], data: BigInt64Array.of(-1n, 2n ** 62n) },
        bytes: { datatype: 'UINT8', shape: [2], data: expect.objectContaining({ 0: 97, 1: 98 }) as unknown },
        texts: { datatype: 'BYTES', shape: [2], data: [Buffer.from('é'), Buffer.from('b')] },
        shaped: { datatype: 'BYTES', shape: [1, 1], data: [Buffer.from('c')] },
      });
    });

    it('says which model, version, outputs and parameters are meant, and tells what the answer says', async () => {
      const answer = await client.infer(
        { name: 'echo', version: '2' },
        { x: Float32Array.of(1) },
        { id: 'a-1', outputs: ['x', { name: 'y' }], parameters: { warm: true, top: 3, mood: 'good' }, priority: 1 },
      );
      expect(server.lastInfer).toEqual({
        model: 'echo',
        version: '2',
        id: 'a-1',
        parameters: { warm: true, top: 3, mood: 'good', priority: 1 },
        outputs: ['x', 'y'],
      });
      expect(answer).toMatchObject({ modelName: 'echo', modelVersion: '2', id: 'a-1' });
      expect(answer.parameters).toEqual({ cost: 7, warm: true });
    });

    it('refuses elements that do not fill their shape, and asks nobody', async () => {
      const inputs = { x: { shape: [2, 2], data: Float32Array.of(1, 2, 3) } };
      await expect(client.infer('echo', inputs)).rejects.toMatchObject({
        code: 'invalid-argument',
        message: "The input 'x' has 12 bytes; expected 16 for FP32 [2, 2].",
      });
      expect(server.asked).toEqual([]);
    });

    it("rejects with the server's own sentence", async () => {
      server.faults = ['invalid'];
      const call = client.infer('echo', { x: Float32Array.of(1) });
      await expect(call).rejects.toMatchObject({ name: 'ServingError', code: 'invalid-argument', message: 'Wrong.' });
      await expect(client.infer('unknown', {})).rejects.toMatchObject({ code: 'not-found', message: SAID.unknown });
    });

    it('shows its token', async () => {
      const trusted = connect({ token: 'secret' });
      await trusted.infer('echo', {});
      trusted.close();
      expect(server.asked.at(-1)!.authorization).toBe('Bearer secret');
    });

    it('reads no answer that is larger than it was told', async () => {
      const careful = connect({ maxMessageBytes: 10_000 });
      const answer = careful.infer('echo', { x: new Uint8Array(9_000) });
      await expect(answer).resolves.toMatchObject({ modelName: 'echo' });
      const large = careful.infer('echo', { x: new Uint8Array(11_000) });
      await expect(large).rejects.toMatchObject({ code: 'resource-exhausted' });
      careful.close();
    });
  });

  describe('a call that fails', () => {
    const infer = () => client.infer('echo', { x: Float32Array.of(1) });

    it('is tried again where nobody was there to answer', async () => {
      server.faults = ['unavailable', 'unavailable'];
      await expect(infer()).resolves.toMatchObject({ modelName: 'echo' });
      expect(server.times('infer')).toBe(3);
    });

    it('is not tried more often than the policy says', async () => {
      server.faults = ['unavailable', 'unavailable', 'unavailable'];
      await expect(infer()).rejects.toMatchObject({ code: 'unavailable', message: 'Busy.' });
      expect(server.times('infer')).toBe(3);
    });

    it('is not tried again where the server refused it', async () => {
      server.faults = ['invalid'];
      await expect(infer()).rejects.toMatchObject({ code: 'invalid-argument' });
      expect(server.times('infer')).toBe(1);
    });

    it('is not tried again when its answer had begun', async () => {
      server.faults = ['broken-off'];
      await expect(infer()).rejects.toMatchObject({ code: 'unavailable' });
      expect(server.times('infer')).toBe(1);
    });

    it('is not tried again where it changes what the server has', async () => {
      server.faults = ['unavailable'];
      await expect(client.repository.load('echo')).rejects.toMatchObject({ code: 'unavailable' });
      expect(server.times('load')).toBe(1);
    });

    it('ends with its time, and the server is told', async () => {
      server.faults = ['silent'];
      const call = client.infer('echo', {}, { timeoutMs: 50 });
      await expect(call).rejects.toMatchObject({ code: 'deadline-exceeded' });
      await until(() => server.abandoned === 1);
    });

    it('ends when its signal fires, and the server is told', async () => {
      server.faults = ['silent'];
      const controller = new AbortController();
      const call = client.infer('echo', {}, { signal: controller.signal });
      const rejected = expect(call).rejects.toMatchObject({ code: 'cancelled' });
      await until(() => server.times('infer') === 1);
      controller.abort();
      await rejected;
      await until(() => server.abandoned === 1);
    });

    it('does not begin when its signal has fired', async () => {
      const call = client.infer('echo', {}, { signal: AbortSignal.abort() });
      await expect(call).rejects.toMatchObject({ code: 'cancelled' });
      expect(server.asked).toEqual([]);
    });

    it('names the address where nobody answers', async () => {
      const { url } = server;
      await server.close();
      const call = connect({ url }).isLive();
      await expect(call).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining(`No model server answers at ${url}`) as unknown,
      });
      server = await new FakeServer().start();
    });
  });

  describe('a stream', () => {
    const stream = () => client.stream('echo', { x: Float32Array.of(1) }, { id: 'a-1' });

    it('has every answer', async () => {
      const answers = await collect(stream());
      expect(answers).toHaveLength(encoding === 'gRPC' ? 3 : 1);
      for (const answer of answers) {
        expect(answer.id).toBe('a-1');
        expect(answer.outputs['x']).toMatchObject({ datatype: 'FP32', data: Float32Array.of(1) });
      }
    });

    it('is tried again until its first answer', async () => {
      server.faults = ['unavailable'];
      expect(await collect(stream())).not.toEqual([]);
    });

    it('fails when the request does', async () => {
      server.faults = ['invalid'];
      await expect(stream().next()).rejects.toMatchObject({ name: 'ServingError', message: 'Wrong.' });
    });

    it('has one call', async () => {
      await collect(stream());
      expect(server.asked).toHaveLength(1);
    });
  });

  it('trusts the authorities that it is given, and no others', async () => {
    const identity = await makeCertificate({ name: 'authority' });
    const encrypted = await new FakeServer(identity).start();
    const trusting = connect({ url: encrypted.url, tls: { authorities: Buffer.from(identity.certificate) } });
    expect(await trusting.isLive()).toBe(true);
    trusting.close();
    const doubting = connect({ url: encrypted.url });
    await expect(doubting.isLive()).rejects.toMatchObject({ code: 'unavailable' });
    doubting.close();
    await encrypted.close();
  });
});
