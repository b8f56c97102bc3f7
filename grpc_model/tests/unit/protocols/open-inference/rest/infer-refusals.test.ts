import { gzipSync } from 'node:zlib';
import { ServingError } from '../../../../../src/core/errors';
import { answerWith } from './fake-open-inference';
import { RestFixture } from './rest-fixture';

const INFER = '/v2/models/digits/infer';
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

describe('what infer over REST refuses', () => {
  const ONE_SOURCE =
    "Input must set only one of the following fields: 'data', 'binary_data_size' in 'parameters', 'shared_memory_region' in 'parameters'. But ";
  it.each<[object, string]>([
    [{}, `${ONE_SOURCE}no field is set`],
    [{ data: null }, `${ONE_SOURCE}no field is set`],
    [{ data: [1, 2], parameters: { binary_data_size: 8 } }, `${ONE_SOURCE}set 'data' 'binary_data_size'`],
    [{ data: [1, 2, 3] }, "Unable to parse 'data': Shape does not match true shape of 'data' field: "],
    [
      { datatype: 'BYTES', data: ['a', 'b', 'c'] },
      "Unable to parse 'data': shape does not match true shape of 'data' field: ",
    ],
    [{ data: [1] }, "Failed to parse 'data' field: shape does not match true shape: "],
    [
      { datatype: 'INT8', data: [1, 300] },
      "Unable to parse 'data': input 'A' of model 'digits' has 300 at index 1; expected whole numbers from -128 to 127 (INT8)",
    ],
    [
      { datatype: 'FP16', data: [1, 2] },
      'receiving FP16 data via JSON is not supported. Please use the binary data format for input A',
    ],
    [
      { datatype: 'BF16', data: [1, 2] },
      'receiving BF16 data via JSON is not supported. Please use the binary data format for input A',
    ],
    [{ datatype: 'FLOAT', data: [1, 2] }, 'invalid datatype for input A'],
    [
      { shape: [1, -2], data: [1, 2] },
      "invalid shape for input 'A': shape [1,-2] contains one or more invalid dimensions",
    ],
    [{ shape: [2 ** 30, 2 ** 30], data: [1] }, "invalid shape for input 'A': shape [1073741824,1073741824] contains"],
    [{ shape: 'x', data: [1] }, "Unable to parse 'shape': expected array"],
    [{ name: undefined, data: [1] }, "Unable to parse 'name': it is missing"],
    [{ datatype: undefined, data: [1] }, "Unable to parse 'datatype': it is missing"],
    [
      { data: [1, 2], parameters: { p: [1] } },
      "parameter 'p' has invalid type. It should be either 'int', 'bool', or 'string'.",
    ],
    [
      { data: [1, 2], parameters: { triton_x: 1 } },
      "parameter keys starting with 'triton_' are reserved for Triton usage and should not be specified.",
    ],
  ])('refuses an input with %j (4.2)', async (more, error) => {
    const { status, json } = await rest.post(INFER, { inputs: [input(more)] });
    expect(status).toBe(400);
    expect((json as { error: string }).error.slice(0, error.length)).toBe(error);
    expect(rest.openInference.messages).toEqual([]);
  });

  it.each([
    ['{}', "Unable to parse 'inputs': it is missing"],
    ['{"inputs":1}', "Unable to parse 'inputs': expected array"],
    ['', 'The body is empty; expected JSON.'],
    ['{"inputs":[', 'The body of 11 bytes is not JSON'],
    ['{"inputs":[],"parameters":{"binary_data_output":1}}', "Unable to parse 'binary_data_output': expected a boolean"],
    [`{"inputs":${'['.repeat(20)}${']'.repeat(20)}}`, 'JSON nesting depth exceeds maximum allowed limit (16)'],
  ])('refuses the body %s', async (body, error) => {
    const { status, json } = await rest.post(INFER, body);
    expect([status, json]).toEqual([400, { error: expect.stringContaining(error) as string }]);
  });

  it('takes a request whatever its content type is', async () => {
    for (const type of ['application/json', 'application/octet-stream', 'text/plain']) {
      rest.openInference.answers = [answerWith('INT64', [2], LONGS)];
      const { status } = await rest.post(INFER, { inputs: [input({ data: [1, 2] })] }, { 'content-type': type });
      expect(status).toBe(200);
    }
  });

  it.each([
    [
      'FP16',
      Uint8Array.of(0, 0),
      'sending FP16 data via JSON is not supported. Please use the binary data format for output',
    ],
    [
      'FP32',
      Uint8Array.of(0, 0, 0xc0, 0x7f),
      "Output 'Y' has NaN at index 0, which JSON cannot carry; ask for it as binary data",
    ],
    [
      'BYTES',
      Uint8Array.of(1, 0, 0, 0, 0xff),
      "Output 'Y' has bytes at index 0 that are not UTF-8, which JSON cannot carry",
    ],
  ] as const)('asks for binary data where JSON cannot carry an output: %s', async (datatype, bytes, error) => {
    rest.openInference.answers = [answerWith(datatype, [1], bytes)];
    const { status, text } = await rest.post(INFER, { inputs: [input({ data: [1, 2] })] });
    expect([status, text]).toEqual([400, expect.stringContaining(error)]);
  });

  it('asks for binary data where JSON would take more than a message may have', async () => {
    rest.openInference.answers = [answerWith('UINT8', [70_000], new Uint8Array(70_000))];
    const { status, text } = await rest.post(INFER, { inputs: [input({ data: [1, 2] })] });
    expect([status, text]).toEqual([400, expect.stringContaining('more than 65536 bytes of JSON')]);
  });

  it('refuses inputs whose elements together take more than a message may have', async () => {
    const given = input({ datatype: 'FP64', shape: [4500], data: Array(4500).fill(0) });
    expect(await rest.post(INFER, { inputs: [given] })).toMatchObject({ status: 200 });
    expect(await rest.post(INFER, { inputs: [given, given] })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('take more bytes than MAX_MESSAGE_BYTES allows') as unknown },
    });
  });

  it.each([
    ['inputs', { inputs: Array(20).fill(input({ data: [1, 2] })) }],
    ['dimensions', { inputs: [input({ shape: Array(50).fill(1), data: [1] })] }],
    ['outputs', { inputs: [], outputs: Array(51).fill({ name: 'Y' }) }],
    ['parameters', { inputs: [], parameters: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [at, at])) }],
  ])('refuses too many %s', async (_what, given) => {
    expect(await rest.post(INFER, given)).toMatchObject({
      status: 400,
      json: { error: expect.stringMatching(/^The request holds more than 50 inputs, outputs, param/) as unknown },
    });
  });

  it('says what went wrong behind it, in the type that clients compare', async () => {
    rest.openInference.answers = [new ServingError('resource-exhausted', 'Full.')];
    const { status, type, text } = await rest.post(INFER, { inputs: [] });
    expect([status, type, text]).toEqual([503, 'application/json', '{"error":"Full."}']);
  });

  it('refuses bytes that are no JSON, whatever they are', async () => {
    const { status } = await rest.post(INFER, gzipSync('{}'));
    expect(status).toBe(400);
  });
});
