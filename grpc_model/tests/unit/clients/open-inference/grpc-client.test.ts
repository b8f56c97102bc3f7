import { fromModelInferResponse } from '../../../../src/clients/open-inference/grpc-message';
import { InferenceClient } from '../../../../src/clients/open-inference/inference-client';
import { toOutputTensor } from '../../../../src/clients/open-inference/tensors';
import type { InferTensorContents } from '../../../../src/protocols/open-inference/generated/inference/InferTensorContents';
import { GrpcInferenceServer } from '../../../support/grpc-inference-server';
import { until } from '../../../support/until';

const NOTHING: InferTensorContents = {
  bool_contents: [],
  int_contents: [],
  int64_contents: [],
  uint_contents: [],
  uint64_contents: [],
  fp32_contents: [],
  fp64_contents: [],
  bytes_contents: [],
};

function tensorOf(datatype: string, shape: readonly number[], contents: Partial<InferTensorContents>) {
  const output = { name: 'y', datatype, shape: shape.map(String), parameters: {} };
  const { outputs } = fromModelInferResponse({
    model_name: 'm',
    model_version: '',
    id: '',
    parameters: {},
    outputs: [{ ...output, contents: { ...NOTHING, ...contents } }],
    raw_output_contents: [],
  });
  return toOutputTensor(outputs[0]!);
}

describe('typed contents', () => {
  it.each([
    ['BOOL', { bool_contents: [true, false] }, Uint8Array.of(1, 0)],
    ['UINT8', { uint_contents: [0, 255] }, Uint8Array.of(0, 255)],
    ['INT16', { int_contents: [-1, 1] }, Int16Array.of(-1, 1)],
    ['INT64', { int64_contents: ['-1', '9223372036854775807'] }, BigInt64Array.of(-1n, 2n ** 63n - 1n)],
    ['UINT64', { uint64_contents: ['0', '18446744073709551615'] }, BigUint64Array.of(0n, 2n ** 64n - 1n)],
    ['FP32', { fp32_contents: [NaN, -Infinity] }, Float32Array.of(NaN, -Infinity)],
    ['FP64', { fp64_contents: [0.1, 1e300] }, Float64Array.of(0.1, 1e300)],
  ])('are read as %s', (datatype, contents, data) => {
    expect(tensorOf(datatype, [2], contents)).toEqual({ datatype, shape: [2], data });
  });

  it('are refused where a number is too large for its datatype', () => {
    expect(() => tensorOf('INT8', [1], { int_contents: [300] })).toThrow(
      "output 'y' has 300 in it; expected elements of INT8",
    );
  });

  it('are refused where there are fewer than the shape says', () => {
    expect(() => tensorOf('FP32', [3], { fp32_contents: [1] })).toThrow(
      "output 'y' has 4 bytes; expected 12 for FP32 [3]",
    );
  });
});

describe('InferenceClient over gRPC', () => {
  let server: GrpcInferenceServer;
  let client: InferenceClient;

  beforeEach(async () => {
    server = await new GrpcInferenceServer().start();
    client = new InferenceClient({ url: server.url });
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it('ends the work when nobody wants further answers', async () => {
    server.streamed = 1;
    server.staysOpen = true;
    for await (const answer of client.stream('echo', { x: Float32Array.of(1) })) {
      expect(answer.modelName).toBe('echo');
      break;
    }
    await until(() => server.abandoned === 1);
  });

  it('fails a stream that breaks off after an answer, and does not begin it again', async () => {
    server.faults = ['broken-off'];
    const answers = client.stream('echo', { x: Float32Array.of(1) });
    expect((await answers.next()).done).toBe(false);
    await expect(answers.next()).rejects.toMatchObject({ code: 'unavailable' });
    expect(server.times('stream')).toBe(1);
  });

  it('sends parameters of every kind', async () => {
    await client.infer('echo', {}, { parameters: { share: 0.5, large: 2n ** 64n - 1n, warm: false, mood: 'good' } });
    expect(server.lastInfer.parameters).toEqual({
      share: 0.5,
      large: '18446744073709551615',
      warm: false,
      mood: 'good',
    });
  });

  it('says that texts are generated over REST', async () => {
    await expect(client.generate('echo', 'a')).rejects.toMatchObject({ code: 'unimplemented' });
    await expect(client.generateStream('echo', 'a').next()).rejects.toMatchObject({ code: 'unimplemented' });
  });

  it.each([
    ['localhost:45000', undefined, /expected grpc:\/\/host:port/],
    ['ftp://localhost', undefined, /expected grpc:\/\/host:port/],
    ['grpc://localhost:1', {}, /is not encrypted, and tls is given/],
  ])('refuses the address %s', (url, tls, message) => {
    expect(() => new InferenceClient({ url, tls })).toThrow(message);
  });
});
