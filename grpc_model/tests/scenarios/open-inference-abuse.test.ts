import fc from 'fast-check';
import { status as grpcStatus } from '@grpc/grpc-js';
import { openInferenceService } from '../../src/protocols/open-inference/definition';
import { ask } from '../support/ask';
import { elements } from '../support/infer-messages';
import { endOf, framed, RawGrpc } from '../support/raw-grpc';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

const INFER = '/v2/models/scripted-model/infer';
const { ModelInfer, ModelStreamInfer } = openInferenceService;

const OK: number = grpcStatus.OK;
/** Statuses that say that the server is at fault, or is not there. */
const SERVER_FAULTS: readonly number[] = [
  grpcStatus.UNKNOWN,
  grpcStatus.INTERNAL,
  grpcStatus.UNAVAILABLE,
  grpcStatus.DATA_LOSS,
];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env: { WORKERS: '1' } });
});

afterAll(() => server.stop());

const executions = () => server.statistics.of('scripted-model', '1.2.3').executions;

const post = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}, path = INFER) =>
  ask(`${server.url('http')}${path}`, { method: 'POST', body, headers: { ...headers } });

const GOOD = { inputs: [{ name: 'command', shape: [1], datatype: 'BYTES', data: ['report'] }] };

function message(overrides: object = {}): Buffer {
  return ModelInfer.requestSerialize({
    model_name: 'scripted-model',
    inputs: [{ name: 'command', datatype: 'BYTES', shape: [1] }],
    raw_input_contents: [Buffer.from(elements('report'))],
    ...overrides,
  });
}

async function call(bytes: Uint8Array): Promise<{ readonly code: number; readonly details: string }> {
  const client = new RawGrpc(server.port, ModelInfer.path);
  const stream = client.open();
  stream.end(framed(bytes));
  const end = await endOf(stream);
  client.close();
  return end;
}

/** What a hostile client puts where a value belongs. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    -1,
    0,
    2 ** 53,
    1e308,
    '',
    '__proto__',
    'command',
    'BYTES',
    'FP16',
    [],
    [2 ** 53, 2],
    [[]],
    ['\ud800'],
  ),
);

const input = fc
  .record({ name: value, shape: value, datatype: value, data: value, parameters: value }, { requiredKeys: [] })
  .map((odd) => ({ ...GOOD.inputs[0], ...odd }));

const request = fc
  .record(
    { id: value, inputs: fc.array(input, { maxLength: 3 }), outputs: value, parameters: value },
    { requiredKeys: [] },
  )
  .map((odd) => ({ ...GOOD, ...odd }));

/** Requests in which one thing at least is odd, and bytes that are hardly one. */
const body = fc.oneof(
  request.map((each) => Buffer.from(JSON.stringify(each))),
  fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 6 })).map(([at, text]) => {
    const good = JSON.stringify(GOOD);
    const cut = at % good.length;
    return Buffer.from(good.slice(0, cut) + text + good.slice(cut + (at % 5)));
  }),
);

const headers = fc.constantFrom<Record<string, string>>(
  {},
  { 'inference-header-content-length': '0' },
  { 'inference-header-content-length': '17' },
  { 'inference-header-content-length': '-1' },
  { 'content-encoding': 'gzip' },
  { 'content-type': 'x' },
);

describe('a hostile client of the Open Inference Protocol', () => {
  it('is told what is wrong with its JSON, and no worker sees it', async () => {
    const before = executions();
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(body, headers, async (bytes, given) => {
        const { status, text } = await post(bytes, given);
        expect(status).toBeLessThan(500);
        if (status === 200) answered++;
        else expect(JSON.parse(text)).toEqual({ error: expect.stringMatching(/./) as string });
      }),
      { numRuns: 200 },
    );
    await until(() => executions() - before >= answered);
    expect(executions() - before).toBe(answered);
  });

  it('is told what is wrong with its messages, and no worker sees them', async () => {
    const before = executions();
    let answered = 0;
    const good = message();
    // What stands in the text at its end is the model's business.
    const last = good.byteLength - 1 - 'report'.length;
    const odd = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.nat(last), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
      fc.nat(last).map((at) => good.subarray(0, at)),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (bytes) => {
        const { code, details } = await call(bytes);
        expect(SERVER_FAULTS).not.toContain(code);
        expect(details.length).toBeLessThan(1000);
        if (code === OK) answered++;
      }),
      { numRuns: 200 },
    );
    await until(() => executions() - before >= answered);
    expect(executions() - before).toBe(answered);
  });

  it.each([
    ['shape beyond 2^53', { inputs: [{ name: 'command', datatype: 'BYTES', shape: ['9007199254740993'] }] }],
    [
      'shape whose product overflows',
      { inputs: [{ name: 'command', datatype: 'BYTES', shape: ['4294967296', '4294967296'] }] },
    ],
    [
      'thousands of dimensions',
      { inputs: [{ name: 'command', datatype: 'BYTES', shape: Array<number>(9000).fill(1) }] },
    ],
    ['negative shape', { inputs: [{ name: 'command', datatype: 'BYTES', shape: [-1] }] }],
    ['empty batch', { inputs: [{ name: 'command', datatype: 'BYTES', shape: [0] }] }],
    ['lying length', { raw_input_contents: [Buffer.from('ffffffff61', 'hex')] }],
    ['huge name', { inputs: [{ name: 'n'.repeat(2 ** 20), datatype: 'BYTES', shape: [1] }] }],
    ['input twice', { inputs: GOOD.inputs.concat(GOOD.inputs), raw_input_contents: [elements('a'), elements('b')] }],
    ['more raw contents than inputs', { raw_input_contents: [elements('a'), elements('b')] }],
    [
      'contents of both kinds',
      {
        inputs: [{ name: 'command', datatype: 'BYTES', shape: [1], contents: { bytes_contents: [Buffer.from('a')] } }],
      },
    ],
    ['input named __proto__', { inputs: [{ name: '__proto__', datatype: 'BYTES', shape: [1] }] }],
  ])('has its message refused: %s', async (_, overrides) => {
    const before = executions();
    const { code, details } = await call(message(overrides));
    expect(code).toBe(grpcStatus.INVALID_ARGUMENT);
    expect(details.length).toBeLessThan(1000);
    expect(executions()).toBe(before);
  });

  it.each(['__proto__', 'constructor', '..%2F..%2Fetc', 'a%00b', '%0d%0aset-cookie:%20a', 'a'.repeat(5000)])(
    'finds no model of the name %s',
    async (name) => {
      const { status, headers: answered, text } = await post(JSON.stringify(GOOD), {}, `/v2/models/${name}/infer`);
      expect(status).toBe(404);
      expect(answered['set-cookie']).toBeUndefined();
      expect(text.length).toBeLessThan(1000);
    },
  );

  it('goes on with a stream of which a message was refused', async () => {
    const client = new RawGrpc(server.port, ModelStreamInfer.path);
    const stream = client.open();
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.end(
      Buffer.concat([
        framed(Buffer.from('garbage')),
        framed(message({ id: 'the good one', raw_input_contents: [elements('pieces 1')] })),
      ]),
    );
    expect(await endOf(stream)).toMatchObject({ code: grpcStatus.OK });
    expect(Buffer.concat(pieces).toString('latin1')).toContain('the good one');
    client.close();
  });

  it('cannot have a page in a browser here load or unload models', async () => {
    for (const sent of [{ origin: 'http://evil.example' }, { host: 'evil.example' }]) {
      const { status } = await post('', sent, '/v2/repository/models/scripted-model/unload');
      expect(status).toBe(403);
    }
  });

  it('leaves no line in the log that is longer than a few hundred characters, and none of an error', () => {
    expect(server.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    for (const line of server.log.calls) expect(JSON.stringify(line).length).toBeLessThan(1000);
  });
});
