import { InferenceClient } from '../../../../src/clients/open-inference/inference-client';
import { NO_RETRY } from '../../../../src/clients/open-inference/retry';
import { RestInferenceServer } from '../../../support/rest-inference-server';

describe('InferenceClient over REST', () => {
  let server: RestInferenceServer;
  let client: InferenceClient;

  beforeEach(async () => {
    server = await new RestInferenceServer().start();
    client = new InferenceClient({ url: server.url, retry: NO_RETRY });
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  const outputsOf = async (json: string) => {
    server.json = `{"model_name": "m", "outputs": [${json}]}`;
    return (await client.infer('m', {})).outputs;
  };

  it.each([
    ['nested', '[[1, 2], [3, 4]]'],
    ['flat', '[1, 2, 3, 4]'],
  ])('reads %s elements in JSON', async (_, data) => {
    const outputs = await outputsOf(`{"name": "y", "datatype": "FP32", "shape": [2, 2], "data": ${data}}`);
    expect(outputs['y']).toEqual({ datatype: 'FP32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
  });

  it('reads every digit of 64-bit numbers in JSON, and other numbers beside them', async () => {
    const outputs = await outputsOf(
      '{"name": "y", "datatype": "INT64", "shape": [2], "data": [9223372036854775807, -1]},' +
        '{"name": "z", "datatype": "FP64", "shape": [1], "data": [9223372036854775807]}',
    );
    expect(outputs['y']!.data).toEqual(BigInt64Array.of(2n ** 63n - 1n, -1n));
    expect(outputs['z']!.data).toEqual(Float64Array.of(2 ** 63));
  });

  it('reads texts and truth values in JSON', async () => {
    const outputs = await outputsOf(
      '{"name": "y", "datatype": "BYTES", "shape": [1], "data": ["é"]},' +
        '{"name": "z", "datatype": "BOOL", "shape": [2], "data": [true, false]}',
    );
    expect(outputs['y']!.data).toEqual([new Uint8Array(Buffer.from('é'))]);
    expect(outputs['z']!.data).toEqual(Uint8Array.of(1, 0));
  });

  it.each([
    ['no JSON', '<html>', /JSON cannot be read/],
    ['an unknown datatype', '{"outputs": [{"name": "y", "datatype": "FP8"}]}', /datatype 'FP8'; expected one of BOOL/],
    [
      'fewer elements than the shape says',
      '{"outputs": [{"name": "y", "datatype": "FP32", "shape": [3], "data": [1]}]}',
      /output 'y' is a JSON list, flat with 1 elements; expected FP32 \[3\]/,
    ],
    [
      'more bytes than there are',
      '{"outputs": [{"name": "y", "datatype": "FP32", "shape": [1], "parameters": {"binary_data_size": 4}}]}',
      /output 'y' should have 4 bytes, and 0 are left/,
    ],
    ['fields of another kind', '{"outputs": "none"}', /"none" as the answer.outputs; expected a list/],
  ])('says so when a server answers with %s', async (_, json, message) => {
    server.json = json;
    await expect(client.infer('m', {})).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('keeps what a proxy says where it is not the protocol', async () => {
    const behind = new InferenceClient({ url: `${server.url}/unknown/`, retry: NO_RETRY });
    await expect(behind.serverMetadata()).rejects.toMatchObject({ code: 'not-found' });
    behind.close();
  });

  it('generates a text', async () => {
    const text = await client.generate('echo', 'To be, or', { parameters: { max_tokens: 3 } });
    expect(text).toMatchObject({ modelName: 'echo', text: 'to be', answer: { details: { finish_reason: 'length' } } });
  });

  it('generates a text piece by piece, until an event says what is wrong', async () => {
    server.events = 'data: {"text_output":"to "}\n\ndata: {"text_output":"be"}\n\ndata: {"error":"No more."}\n\n';
    const pieces = client.generateStream('echo', 'To be, or');
    expect((await pieces.next()).value).toMatchObject({ text: 'to ' });
    expect((await pieces.next()).value).toMatchObject({ text: 'be' });
    await expect(pieces.next()).rejects.toMatchObject({ name: 'ServingError', message: 'No more.' });
  });

  it('rejects a generation that the server refuses', async () => {
    await expect(client.generateStream('unknown', 'a').next()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('uses one connection for calls after another', async () => {
    for (let call = 0; call < 5; call++) await client.isLive();
    expect(server.connections).toBe(1);
  });
});
