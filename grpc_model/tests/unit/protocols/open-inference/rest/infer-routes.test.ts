import type { InferMessage } from '../../../../../src/protocols/open-inference/infer-message';
import { answerWith } from './fake-open-inference';
import { RestFixture } from './rest-fixture';

const INFER = '/v2/models/digits/infer';
const FLOATS = Buffer.from(Float32Array.of(1, 2.5).buffer);
const LONGS = new Uint8Array(BigInt64Array.of(-9223372036854775808n, 9007199254740993n).buffer);

let rest: RestFixture;

beforeEach(async () => {
  rest = await new RestFixture().start();
  rest.openInference.answers = [answerWith('INT64', [2], LONGS)];
});

afterEach(() => rest.stop());

function input(more: object): object {
  return { name: 'A', shape: [1, 2], datatype: 'FP32', ...more };
}

/** JSON with blobs after it. */
function binary(json: unknown, ...blobs: Uint8Array[]): [Buffer, Record<string, string>] {
  const header = Buffer.from(JSON.stringify(json));
  return [Buffer.concat([header, ...blobs]), { 'Inference-Header-Content-Length': String(header.byteLength) }];
}

describe('infer over REST', () => {
  it('takes JSON and answers JSON, with every digit (2.1)', async () => {
    const { status, type, text } = await rest.post('/v2/models/digits/versions/3/infer?x=1', {
      id: 'a',
      parameters: { timeout: 5, ratio: 0.5, mode: 'fast', flag: true },
      inputs: [input({ data: [[1, 2.5]], parameters: { unit: 'm' } })],
      outputs: [{ name: 'Y', parameters: { classification: 2 } }],
    });
    expect([status, type]).toEqual([200, 'application/json']);
    expect(text).toBe(
      '{"model_name":"digits","model_version":"1","outputs":[{"name":"Y","datatype":"INT64","shape":[2],"data":[-9223372036854775808,9007199254740993]}]}',
    );
    const [message] = rest.openInference.messages;
    expect(message).toMatchObject({
      modelName: 'digits',
      modelVersion: '3',
      id: 'a',
      parameters: new Map<string, unknown>([
        ['timeout', 5n],
        ['ratio', 0.5],
        ['mode', 'fast'],
        ['flag', true],
      ]),
      outputs: [{ name: 'Y', parameters: new Map([['classification', 2n]]) }],
    });
    expect(message!.inputs).toMatchObject([
      { name: 'A', datatype: 'FP32', shape: [1, 2], parameters: new Map([['unit', 'm']]) },
    ]);
    expect(FLOATS.equals(message!.inputs[0]!.bytes!)).toBe(true);
  });

  it('takes parameters with every digit of whole numbers', async () => {
    const given = '{"least":-9223372036854775808,"odd":9007199254740993,"most":18446744073709551615}';
    const expected = new Map([
      ['least', -9223372036854775808n],
      ['odd', 9007199254740993n],
      ['most', 18446744073709551615n],
    ]);
    const body = `{"parameters":${given},"inputs":[{"name":"A","datatype":"FP32","shape":[1],"data":[1],"parameters":${given}}],"outputs":[{"name":"Y","parameters":${given}}]}`;
    expect(await rest.post(INFER, body)).toMatchObject({ status: 200 });
    const [{ parameters, inputs, outputs }] = rest.openInference.messages as [InferMessage];
    expect([parameters, inputs[0]!.parameters, outputs[0]!.parameters]).toEqual([expected, expected, expected]);
  });

  it('returns id and parameters, and leaves out what stands in shared memory', async () => {
    const parameters = new Map<string, bigint | boolean>([
      ['n', 18446744073709551615n],
      ['b', true],
    ]);
    rest.openInference.answers = [answerWith('FP32', [1], undefined, { id: 'a', modelVersion: '', parameters })];
    const { text } = await rest.post(INFER, { inputs: [input({ data: [1, 2] })] });
    expect(text).toBe(
      '{"model_name":"digits","id":"a","parameters":{"n":18446744073709551615,"b":true},"outputs":[{"name":"Y","datatype":"FP32","shape":[1]}]}',
    );
  });

  it('takes binary data after the JSON, in order, and answers with binary data where it is asked for (4.2)', async () => {
    const given = {
      inputs: [
        input({ parameters: { binary_data_size: 8 } }),
        input({ name: 'B', data: [3, 4] }),
        input({ name: 'C', datatype: 'FP16', shape: [1], parameters: { binary_data_size: 2 } }),
      ],
      parameters: { binary_data_output: true },
    };
    const { status, type, headers, bytes } = await rest.post(INFER, ...binary(given, FLOATS, Buffer.of(0, 60)));
    const length = Number(headers.get('inference-header-content-length'));
    expect([status, type]).toEqual([200, 'application/octet-stream']);
    expect(bytes.subarray(0, length).toString()).toBe(
      '{"model_name":"digits","model_version":"1","outputs":[{"name":"Y","datatype":"INT64","shape":[2],"parameters":{"binary_data_size":16}}]}',
    );
    expect(bytes.subarray(length).equals(LONGS)).toBe(true);
    const [message] = rest.openInference.messages;
    expect(message!.parameters.size + message!.inputs[0]!.parameters.size).toBe(0);
    expect(message!.inputs.map(({ bytes: data }) => Buffer.from(data!).toString('hex'))).toEqual([
      FLOATS.toString('hex'),
      Buffer.from(Float32Array.of(3, 4).buffer).toString('hex'),
      '003c',
    ]);
  });

  it('takes null as no data, beside binary data of no bytes and no header, as the KServe SDK sends it', async () => {
    const empty = input({ shape: [2, 0], data: null, parameters: { binary_data_size: 0 } });
    expect(await rest.post(INFER, JSON.stringify({ inputs: [empty] }, undefined, 1))).toMatchObject({ status: 200 });
    expect(rest.openInference.messages[0]!.inputs[0]!.bytes).toEqual(new Uint8Array());
  });

  it('lets an output choose otherwise than all of them', async () => {
    const { json } = await rest.post(INFER, {
      inputs: [input({ data: [1, 2] })],
      parameters: { binary_data_output: true },
      outputs: [{ name: 'Y', parameters: { binary_data: false } }],
    });
    expect(json).toMatchObject({ outputs: [{ name: 'Y', shape: [2] }] });
  });

  it('takes a body without JSON as the only input, as a batch of one (4.2)', async () => {
    const { type } = await rest.post(INFER, FLOATS, { 'Inference-Header-Content-Length': '0' });
    expect(type).toBe('application/octet-stream');
    expect(rest.openInference.messages[0]!.inputs).toMatchObject([{ name: 'A', datatype: 'FP32', shape: [1, 2] }]);
    expect(FLOATS.equals(rest.openInference.messages[0]!.inputs[0]!.bytes!)).toBe(true);
  });

  it('takes a body without JSON as one text, and works out the one length that is unknown', async () => {
    const { openInference } = rest;
    openInference.answers = [answerWith('INT64', [2], LONGS), answerWith('INT64', [2], LONGS)];
    const raw = { 'Inference-Header-Content-Length': '0' };
    openInference.described = {
      ...openInference.described,
      inputs: [{ name: 'T', datatype: 'BYTES', shape: [-1, 1] }],
    };
    await rest.post(INFER, 'hi', raw);
    openInference.maxBatchSize = 0;
    openInference.described = {
      ...openInference.described,
      inputs: [{ name: 'T', datatype: 'UINT8', shape: [3, -1] }],
    };
    await rest.post(INFER, 'abcdef', raw);
    expect(
      openInference.messages.map(({ inputs }) => [inputs[0]!.shape, Buffer.from(inputs[0]!.bytes!).toString()]),
    ).toEqual([
      [[1, 1], '\u0002\0\0\0hi'],
      [[3, 2], 'abcdef'],
    ]);
  });

  it.each([
    ['no shape holds the bytes', 'abc', "expects FP32 [1,2] for input 'A'"],
    ['there are two inputs', 'abcdefgh', 'has 2 inputs'],
  ])('refuses a body without JSON when %s', async (_when, body, message) => {
    const { described } = rest.openInference;
    if (message.includes('has 2'))
      rest.openInference.described = { ...described, inputs: [...described.inputs, ...described.inputs] };
    const { status, text } = await rest.post(INFER, body, { 'Inference-Header-Content-Length': '0' });
    expect([status, text]).toEqual([400, expect.stringContaining(message)]);
  });

  it.each([
    ['-1', 'inference header size should be in range (0, 2), got: -1'],
    ['3', 'inference header size should be in range (0, 2), got: 3'],
    ['x', 'Unable to parse Inference-Header-Content-Length, got: x'],
  ])('refuses the header %s (4.2)', async (length, error) => {
    expect(await rest.post(INFER, '{}', { 'Inference-Header-Content-Length': length })).toMatchObject({
      status: 400,
      type: 'application/json',
      json: { error },
    });
  });

  it('refuses binary data that do not come to the sizes that were said (4.2)', async () => {
    const given = { inputs: [input({ parameters: { binary_data_size: 8 } })] };
    const errors = [
      await rest.post(INFER, ...binary(given, FLOATS, Buffer.of(1))),
      await rest.post(INFER, ...binary(given, FLOATS.subarray(3))),
      await rest.post(INFER, given),
      await rest.post(INFER, ...binary({ inputs: [input({ parameters: { binary_data_size: -1 } })] })),
    ];
    expect(errors.map(({ status, json }) => [status, json])).toEqual([
      [400, { error: "unexpected additional input data for model 'digits'" }],
      [400, { error: "unexpected size for input 'A', expecting 3 additional bytes for model 'digits'" }],
      [
        400,
        {
          error:
            "must specify valid 'Infer-Header-Content-Length' in request header and 'binary_data_size' when passing inputs in binary data format",
        },
      ],
      [400, { error: expect.stringContaining("Unable to parse 'binary_data_size'") as string }],
    ]);
  });
});
