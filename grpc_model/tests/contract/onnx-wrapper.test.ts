import type { Tensor } from '../../src/contract';
import { itemOf } from '../support/requests';
import {
  floats,
  identityGraph,
  OnnxFixture,
  tensorIn,
  tensorItem,
  type OnnxFixtureOptions,
} from '../support/onnx-fixture';
import { encodeOnnxModel, rawData, type ElementType, type Graph } from '../support/onnx-model';

let fixture: OnnxFixture | undefined;
afterEach(() => fixture?.stop());

async function start(model: Graph, options?: OnnxFixtureOptions): Promise<OnnxFixture> {
  fixture = new OnnxFixture(model, options);
  await fixture.executor.start();
  return fixture;
}

async function reasonOf(model: Graph | Uint8Array | undefined, options?: OnnxFixtureOptions): Promise<string> {
  fixture = new OnnxFixture(model, options);
  const failure: unknown = await fixture.executor.start().catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code: 'failed-precondition' });
  return failure instanceof Error ? failure.message : '';
}

const shape = [2, 2];
const BEYOND_DOUBLES = 2n ** 53n + 1n;

const EVERY_TYPE: readonly (readonly [ElementType, Tensor])[] = [
  ['BOOL', { datatype: 'BOOL', shape, data: Uint8Array.of(0, 1, 1, 0) }],
  ['UINT8', { datatype: 'UINT8', shape, data: Uint8Array.of(0, 1, 254, 255) }],
  ['UINT16', { datatype: 'UINT16', shape, data: Uint16Array.of(0, 1, 2, 65535) }],
  ['UINT32', { datatype: 'UINT32', shape, data: Uint32Array.of(0, 1, 2, 2 ** 32 - 1) }],
  ['UINT64', { datatype: 'UINT64', shape, data: BigUint64Array.of(0n, 1n, BEYOND_DOUBLES, 2n ** 64n - 1n) }],
  ['INT8', { datatype: 'INT8', shape, data: Int8Array.of(0, 1, -128, 127) }],
  ['INT16', { datatype: 'INT16', shape, data: Int16Array.of(0, 1, -32768, 32767) }],
  ['INT32', { datatype: 'INT32', shape, data: Int32Array.of(0, 1, -(2 ** 31), 2 ** 31 - 1) }],
  ['INT64', { datatype: 'INT64', shape, data: BigInt64Array.of(0n, -1n, BEYOND_DOUBLES, -(2n ** 63n)) }],
  ['FLOAT16', { datatype: 'FP16', shape, data: Uint16Array.of(0x3c00, 0xfc00, 0x0001, 0x7e00) }],
  ['FLOAT', { datatype: 'FP32', shape, data: Float32Array.of(0, -1.5, NaN, Infinity) }],
  ['DOUBLE', { datatype: 'FP64', shape, data: Float64Array.of(0, Math.PI, NaN, -Infinity) }],
  ['STRING', { datatype: 'BYTES', shape, data: ['', 'grüße', '\ufeffmark', '日本'].map((text) => Buffer.from(text)) }],
];

test.each(EVERY_TYPE)('%s comes out as it went in, alone and in a batch', async (type, tensor) => {
  const { infer, executor } = bound(await start(identityGraph(type, ['N', 2])));
  const expected = [tensor.datatype, shape, Array.from<unknown>(tensor.data).map(readable)];
  expect(executor.capabilities).toMatchObject({
    batch: true,
    signature: { inputs: [{ name: 'x', tensor: { datatype: tensor.datatype, shape: [-1, 2] } }] },
  });
  expect((await infer(tensorItem({ x: tensor }))).map((each) => tensorIn(each))).toEqual([expected]);
  const twice = await infer(tensorItem({ x: tensor }), tensorItem({ x: tensor }));
  expect(twice.map((each) => tensorIn(each))).toEqual([expected, expected]);
});

describe('the labels of classes', () => {
  const graph = (...lengths: (number | string)[]): Graph => ({
    inputs: lengths.map((length, index) => ({ name: `x${index}`, type: 'FLOAT', shape: ['N', length] })),
    outputs: lengths.map((length, index) => ({ name: `y${index}`, type: 'FLOAT', shape: ['N', length] })),
    nodes: lengths.map((_, index) => ({ operator: 'Identity', inputs: [`x${index}`], outputs: [`y${index}`] })),
  });

  test.each([
    ['the only output with as many places', [3, 2, 4], 'y1'],
    ['the last output where none has as many places', [3, 'K'], 'y1'],
    ['the last output where several have as many places', [2, 2, 3], 'y2'],
  ])('reach the metadata at %s', async (_, lengths, expected) => {
    const { metadata } = await start(graph(...lengths), { classLabels: ['cat', 'dog'] });
    const labelled = metadata.outputs.filter(({ labels }) => labels !== undefined);
    expect(labelled).toMatchObject([{ name: expected, labels: ['cat', 'dog'] }]);
  });

  test('are absent where nobody has told them', async () => {
    const { metadata } = await start(graph(2));
    expect(metadata.outputs[0]).not.toHaveProperty('labels');
  });
});

test('items with different numbers of rows share a batch, and each gets its own', async () => {
  const { infer } = bound(await start(identityGraph('FLOAT', ['N', 2])));
  const results = await infer(
    tensorItem({ x: floats([1, 2], 1, 2) }),
    tensorItem({ x: floats([3, 2], 3, 4, 5, 6, 7, 8) }),
    tensorItem({ x: floats([2, 2], 9, 10, 11, 12) }),
  );
  expect(results.map((each) => tensorIn(each))).toEqual([
    ['FP32', [1, 2], [1, 2]],
    ['FP32', [3, 2], [3, 4, 5, 6, 7, 8]],
    ['FP32', [2, 2], [9, 10, 11, 12]],
  ]);
});

const SUM_OF_ALL_ROWS: Graph = {
  inputs: [{ name: 'x', type: 'FLOAT', shape: ['N', 2] }],
  outputs: [{ name: 'y', type: 'FLOAT', shape: ['M', 2] }],
  nodes: [{ operator: 'ReduceSum', inputs: ['x', 'axes'], outputs: ['y'], attributes: { keepdims: 1 } }],
  initializers: [{ name: 'axes', type: 'INT64', shape: [1], data: rawData(BigInt64Array.of(0n)) }],
};

test('a graph whose rows onnxruntime works out to be always one takes no batches, whatever it declares', async () => {
  const { executor } = await start(SUM_OF_ALL_ROWS);
  expect(executor.capabilities.batch).toBe(false);
});

test('what cannot be told apart by rows shares no batch, and the error names both numbers', async () => {
  const { infer } = bound(
    await start({
      inputs: [
        { name: 'a', type: 'FLOAT', shape: ['N', 1] },
        { name: 'b', type: 'FLOAT', shape: ['M', 1] },
      ],
      outputs: [{ name: 'y', type: 'FLOAT', shape: ['K', 1] }],
      nodes: [{ operator: 'Concat', inputs: ['a', 'b'], outputs: ['y'], attributes: { axis: 0 } }],
    }),
  );
  const item = tensorItem({ a: floats([1, 1], 1), b: floats([2, 1], 2, 3) });
  expect((await infer(item)).map((each) => tensorIn(each))).toEqual([['FP32', [3, 1], [1, 2, 3]]]);
  await expect(infer(item, item)).rejects.toMatchObject({
    code: 'model-failed',
    message: 'The inputs a, b hold 1, 2 rows; a batch needs the same number of each.',
  });
  const even = tensorItem({ a: floats([1, 1], 1), b: floats([1, 1], 2) });
  await expect(infer(even, even)).rejects.toMatchObject({
    message: 'The model returned 4 rows of "y" for 2 rows of input, so they cannot be shared out.',
  });
});

test('a graph for one row at a time says that it takes no batches, and refuses two rows', async () => {
  const { infer, executor } = bound(await start(identityGraph('FLOAT', [1, 2])));
  expect(executor.capabilities).toMatchObject({ batch: false, signature: { inputs: [{ maxSize: { value: 8 } }] } });
  const results = await infer(tensorItem({ x: floats([2, 2], 1, 2, 3, 4) }));
  expect(tensorIn(results[0])).toBe('invalid-argument: The input "x" is a tensor FP32 [2, 2]; expected FP32 [1, 2].');
});

test('a length of zero is a length, a scalar has no rows, and no rows are refused', async () => {
  const { infer } = bound(await start(identityGraph('FLOAT', ['N', 'M'])));
  expect(tensorIn((await infer(tensorItem({ x: floats([3, 0]) })))[0])).toEqual(['FP32', [3, 0], []]);
  const empty = tensorItem({ x: floats([2, 0]) });
  expect((await infer(empty, empty)).map((each) => tensorIn(each))).toEqual(Array(2).fill(['FP32', [2, 0], []]));
  expect(tensorIn((await infer(tensorItem({ x: floats([0, 3]) })))[0])).toBe(
    'invalid-argument: The input "x" is a tensor FP32 [0, 3]; expected FP32 [-1, -1] (-1: any length, at least 1 in the first place).',
  );
  await fixture?.stop();
  const scalar = bound(await start(identityGraph('FLOAT', [])));
  expect(scalar.executor.capabilities.batch).toBe(false);
  expect(tensorIn((await scalar.infer(tensorItem({ x: floats([], 7) })))[0])).toEqual(['FP32', [], [7]]);
});

test('an input that the graph does not know, and one of another type, are refused', async () => {
  const { infer } = bound(await start(identityGraph('FLOAT', ['N', 2])));
  const x = floats([1, 2], 1, 2);
  expect(tensorIn((await infer(tensorItem({ x, z: x })))[0])).toBe(
    'invalid-argument: The input "z" is unknown; expected exactly "x".',
  );
  const whole: Tensor = { datatype: 'INT32', shape: [1, 2], data: Int32Array.of(1, 2) };
  expect(tensorIn((await infer(tensorItem({ x: whole })))[0])).toMatch(/is a tensor INT32 \[1, 2\]; expected FP32/);
});

test('bytes for a declared tensor are raw elements or JSON', async () => {
  const { infer } = bound(await start(identityGraph('FLOAT', ['N', 2])));
  const results = await infer(itemOf({ x: rawData(Float32Array.of(1, 2)) }), itemOf({ x: '[[3, 4], [5, 6]]' }));
  expect(results.map((each) => tensorIn(each))).toEqual([
    ['FP32', [1, 2], [1, 2]],
    ['FP32', [2, 2], [3, 4, 5, 6]],
  ]);
});

test.each([
  ['with a zero byte', Buffer.from('a\0b'), 'A text in the input "x" has a zero byte in it.'],
  ['that is no UTF-8', Buffer.of(0xff), 'An element of the input "x" is not UTF-8 text.'],
])('a text %s is refused, not changed', async (_, text, message) => {
  const { infer } = bound(await start(identityGraph('STRING', ['N'])));
  const results = await infer(tensorItem({ x: { datatype: 'BYTES', shape: [1], data: [text] } }));
  expect(tensorIn(results[0])).toBe(`invalid-argument: ${message}`);
});

const WEIGHTS = rawData(Float32Array.of(1, 2, 3, 4));
const EXTERNAL: Graph = {
  inputs: [{ name: 'x', type: 'FLOAT', shape: ['N', 2] }],
  outputs: [{ name: 'y', type: 'FLOAT', shape: ['N', 2] }],
  nodes: [{ operator: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
  initializers: [{ name: 'w', type: 'FLOAT', shape: [2, 2], data: { file: 'weights.bin', byteLength: 16 } }],
};

test('weights in a file beside the model are found', async () => {
  const { infer } = bound(await start(EXTERNAL, { files: { 'weights.bin': WEIGHTS } }));
  expect(tensorIn((await infer(tensorItem({ x: floats([1, 2], 1, 1) })))[0])).toEqual(['FP32', [1, 2], [4, 6]]);
});

describe('a model that cannot be loaded says why', () => {
  const whole = encodeOnnxModel(EXTERNAL);

  test('without its weights', async () => expect(await reasonOf(EXTERNAL)).toMatch(/could not load .*weights\.bin/));

  test.each([
    ['truncated', whole.subarray(0, whole.byteLength / 2)],
    ['empty', new Uint8Array()],
    ['of another format', Buffer.from('PK not a model')],
  ])('%s', async (_, file) => expect(await reasonOf(file)).toMatch(/model\.onnx is not a whole ONNX model/));

  test('without a file', async () => expect(await reasonOf(undefined)).toMatch(/model\.onnx is missing/));

  test('of a type that onnxruntime-node lacks', async () => {
    expect(await reasonOf(identityGraph('BFLOAT16', ['N']))).toMatch(/elements of the type bfloat16/);
  });

  test('for a provider that nobody knows', async () => {
    expect(await reasonOf(identityGraph('FLOAT', ['N']), { onnx: { executionProviders: ['abacus', 'cpu'] } })).toMatch(
      /^There is no execution provider "abacus" here; onnxruntime-node has on this platform: .*cpu/,
    );
  });
});

function readable(each: unknown): unknown {
  return each instanceof Uint8Array ? Buffer.from(each).toString() : each;
}

function bound({ executor, ...rest }: OnnxFixture) {
  return { executor, ...rest, infer: fixture!.infer.bind(fixture) };
}
