import { DATATYPES, tensorBytes, type Datatype } from '../../src/contract';
import { echoModel, ONNX_TYPES } from '../support/echo-graph';
import { authoredEcho } from '../support/echo-models';
import { openInferenceEncodings, REFUSED, type Encoding, type SentTensor } from '../support/open-inference-encodings';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { createTestFolder, type TestFolder } from '../support/store-fixture';
import { until } from '../support/until';

/** Section 1: "FP16 | 2 | none | not allowed", "BF16 | 2 | none | not allowed". */
const HALF: readonly Datatype[] = ['FP16', 'BF16'];

interface Sample extends SentTensor {
  readonly title: string;
  /** What JSON answers with, where it is not what JSON was sent. */
  readonly answer?: readonly string[];
  /** What JSON cannot carry as an input, but `json` can be sent to see so. */
  readonly isNotJson?: string;
  /** Why JSON cannot carry it as an output. */
  readonly notAsJson?: string;
}

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const elements = (...data: readonly (string | Uint8Array)[]): Uint8Array =>
  tensorBytes({ datatype: 'BYTES', shape: [data.length], data: data.map((each) => Buffer.from(each as string)) });

function sample(
  datatype: Datatype,
  title: string,
  shape: readonly number[],
  bytes: Uint8Array,
  json: readonly string[],
  more: Partial<Sample> = {},
): Sample {
  return { datatype, title, shape, bytes, json, model: `echo_${datatype}`, ...more };
}

const NOT_FINITE = (which: string) => `Output 'y' has ${which} at index 0, which JSON cannot carry`;

/** Section 1: the table of types; "little-endian, row-major, no stride, no padding". */
const SAMPLES: readonly Sample[] = [
  sample('BOOL', 'both', [1, 2], Uint8Array.of(0, 1), ['false', 'true']),
  sample('UINT8', 'extremes', [1, 2], Uint8Array.of(0, 255), ['0', '255']),
  sample('UINT16', 'extremes', [2, 1], bytesOf(Uint16Array.of(0, 65535)), ['0', '65535']),
  sample('UINT32', 'extremes', [1, 2], bytesOf(Uint32Array.of(0, 4294967295)), ['0', '4294967295']),
  sample('UINT64', 'beyond 2^53', [1, 3], bytesOf(BigUint64Array.of(0n, 2n ** 53n + 1n, 2n ** 64n - 1n)), [
    '0',
    '9007199254740993',
    '18446744073709551615',
  ]),
  sample('INT8', 'extremes', [1, 3], bytesOf(Int8Array.of(-128, -1, 127)), ['-128', '-1', '127']),
  sample('INT16', 'extremes', [3, 1], bytesOf(Int16Array.of(-32768, -1, 32767)), ['-32768', '-1', '32767']),
  sample('INT32', 'extremes', [1, 3], bytesOf(Int32Array.of(-(2 ** 31), -1, 2 ** 31 - 1)), [
    '-2147483648',
    '-1',
    '2147483647',
  ]),
  sample('INT64', 'beyond 2^53', [2, 2], bytesOf(BigInt64Array.of(-(2n ** 63n), -1n, 2n ** 53n + 1n, 2n ** 63n - 1n)), [
    '-9223372036854775808',
    '-1',
    '9007199254740993',
    '9223372036854775807',
  ]),
  // -0, the smallest subnormal number, the largest number, an infinity, and not a number.
  sample('FP16', 'bit patterns', [1, 5], bytesOf(Uint16Array.of(0x8000, 1, 0x7bff, 0xfc00, 0x7e00)), '12345'.split('')),
  sample('BF16', 'bit patterns', [1, 5], bytesOf(Uint16Array.of(0x8000, 1, 0x7f7f, 0xff80, 0x7fc0)), '12345'.split('')),
  sample(
    'FP32',
    '-0, subnormal and largest numbers',
    [2, 2],
    bytesOf(Float32Array.of(-0, 2 ** -149, 3.4028234663852886e38, 0.1)),
    ['-0.0', '1e-45', '3.4028235e38', '0.1'],
    { answer: ['-0.0', '1.4013e-45', '3.4028235e+38', '0.1'] },
  ),
  sample(
    'FP64',
    '-0, subnormal and largest numbers',
    [2, 2],
    bytesOf(Float64Array.of(-0, Number.MIN_VALUE, Number.MAX_VALUE, 0.1)),
    ['-0', '5e-324', '1.7976931348623157E+308', '0.1'],
    { answer: ['-0.0', '5e-324', '1.7976931348623157e+308', '0.1'] },
  ),
  ...(['FP32', 'FP64'] as const).flatMap((datatype) => {
    const of = (value: number) => bytesOf(datatype === 'FP32' ? Float32Array.of(value) : Float64Array.of(value));
    return [NaN, Infinity, -Infinity].map((value) =>
      sample(datatype, String(value), [1, 1], of(value), [`"${value}"`], {
        isNotJson: `Unable to parse 'data': input 'x' of model 'echo_${datatype}' has "${value}" at index 0`,
        notAsJson: NOT_FINITE(String(value)),
      }),
    );
  }),
  sample(
    'BYTES',
    'texts of a graph',
    [1, 3],
    elements('', 'grüße 😀', '\u2028"\\\n'),
    ['""', '"gr\\u00fc\u00dfe 😀"', '"\u2028\\"\\\\\\n"'],
    { answer: ['""', '"grüße 😀"', '"\u2028\\"\\\\\\n"'] },
  ),
  sample('BYTES', 'bytes that are no text', [2, 1], elements(Uint8Array.of(0xff, 0, 0xfe), ''), ['"a"', '""'], {
    model: 'echo_any',
    notAsJson: "Output 'x-out' has bytes at index 0 that are not UTF-8, which JSON cannot carry",
  }),
  sample('BYTES', 'a zero byte, as text', [1, 1], elements('a\0b'), ['"a\\u0000b"'], { model: 'echo_any' }),
  // No contents and no elements: [2,0] holds none.
  ...DATATYPES.map((datatype) => sample(datatype, 'no elements', [2, 0], new Uint8Array(0), [])),
  sample('FP32', 'a scalar', [], bytesOf(Float32Array.of(2.5)), ['2.5'], { model: 'scalar' }),
];

let store: TestFolder;
let server: TestServer;
let asked: { readonly encodings: Encoding[]; close(): void };

beforeAll(async () => {
  store = createTestFolder();
  for (const [datatype, type] of Object.entries(ONNX_TYPES))
    store.write(`echo_${datatype}/1/model.onnx`, echoModel(type, ['rows', 'columns']));
  store.write('scalar/1/model.onnx', echoModel('FLOAT', []));
  server = await startTestServer({
    env: { WORKERS: '1', MODEL_STORE: store.path },
    models: [
      authoredEcho('echo_BF16', { x: { datatype: 'BF16', shape: [-1, -1] } }),
      authoredEcho('echo_any', { x: { datatype: 'BYTES', shape: [-1, -1] } }),
    ],
  });
  await until(() => server.catalog.unready().length === 0);
  asked = openInferenceEncodings(server.port, server.url('http'));
});

afterAll(async () => {
  asked.close();
  await server.stop();
  store[Symbol.dispose]();
});

const NAMES = openInferenceEncodings(0, '').encodings.map(({ name }) => name);

/** What an encoding refuses to carry, in the contract's words. */
function refusalOf({ takesJson, isTyped, givesJson }: Encoding, tensor: Sample): string | undefined {
  const { datatype, model, isNotJson, notAsJson } = tensor;
  const isHalf = HALF.includes(datatype);
  // Section 1, of JSON: "receiving FP16 data via JSON is not supported. Please use the binary data format for input <n>".
  if (takesJson && isHalf)
    return `receiving ${datatype} data via JSON is not supported. Please use the binary data format for input x`;
  // "sending FP16 data via JSON is not supported. Please use the binary data format for output".
  if (givesJson && isHalf)
    return `sending ${datatype} data via JSON is not supported. Please use the binary data format for output`;
  // Section 3.4: "unexpected explicit tensor data for input tensor '<n>' for model '<m>' of type 'FP32', expected datatype 'INT32'".
  if (isTyped && isHalf && tensor.bytes.byteLength > 0)
    return `unexpected explicit tensor data for input tensor 'x' for model '${model}' of type 'FP32', expected datatype '${datatype}'`;
  if (takesJson && isNotJson !== undefined) return isNotJson;
  return givesJson ? notAsJson : undefined;
}

describe.each(SAMPLES.map((tensor) => [`${tensor.datatype}, ${tensor.title}`, tensor] as const))('%s', (_, tensor) => {
  it.each(NAMES)('comes back as it went, or is refused: %s', async (name) => {
    const encoding = asked.encodings.find((each) => each.name === name)!;
    // What JSON cannot carry out, it cannot carry in; other elements would come back.
    if (encoding.takesJson && tensor.notAsJson !== undefined && tensor.isNotJson === undefined) return;
    const answer = await encoding.ask(tensor);
    const refusal = refusalOf(encoding, tensor);
    if (refusal !== undefined) {
      expect(answer.slice(0, REFUSED.length + refusal.length)).toBe(`${REFUSED}${refusal}`);
      return;
    }
    const { datatype, shape, bytes, json, answer: given = json } = tensor;
    const expected = encoding.givesJson ? `[${given.join(',')}]` : Buffer.from(bytes).toString('hex');
    expect(answer).toBe(`${datatype} [${shape.join(',')}] ${expected}`);
  });
});

it('refuses whole numbers that are beyond their datatype, in JSON and typed', async () => {
  const json = asked.encodings.find(({ name }) => name === 'JSON flat')!;
  for (const [datatype, number] of [
    ['UINT8', '256'],
    ['INT8', '-129'],
    ['UINT64', '18446744073709551616'],
    ['INT64', '9223372036854775808'],
    ['INT32', '1.5'],
    ['FP32', '1e39'],
  ] as const) {
    const tensor = sample(datatype, '', [1, 1], new Uint8Array(0), [number]);
    // Section 4.2: "400 when a value does not fit".
    expect(await json.ask(tensor)).toMatch(`${REFUSED}Unable to parse 'data'`);
  }
});
