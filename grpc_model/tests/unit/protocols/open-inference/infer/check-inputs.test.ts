import type { Datatype, ModelMetadata } from '../../../../../src/contract';
import { toServingError } from '../../../../../src/core/errors';
import { checkInputs } from '../../../../../src/protocols/open-inference/infer/check-inputs';
import type { InferInput, InferMessage } from '../../../../../src/protocols/open-inference/infer-message';
import { elements, FakeSharedMemory, floats, inputOf, messageOf } from '../../../../support/infer-messages';
import { declaredInput, testMetadata } from '../../../../support/test-bundle';

const TENSORS = testMetadata({
  inputs: [
    declaredInput('A', { tensor: { datatype: 'FP32', shape: [-1, 2] } }),
    declaredInput('B', { tensor: { datatype: 'INT32', shape: [-1, -1] } }),
  ],
});
const BATCHED = testMetadata({
  inputs: [declaredInput('text'), declaredInput('k', { tensor: { datatype: 'FP32', shape: [2] } })],
});

const A = inputOf('A', 'FP32', [1, 2], floats(1, 2));
const B = inputOf('B', 'INT32', [1, 3], new Uint8Array(12));
const TEXT = inputOf('text', 'BYTES', [2], elements('a', 'b'));
const K = inputOf('k', 'FP32', [2, 2], floats(1, 2, 3, 4));

const BOUNDS = { maxBatch: 3, maxMessageBytes: 20 };

function check(metadata: ModelMetadata, inputs: readonly InferInput[], overrides: Partial<InferMessage> = {}) {
  const checked = checkInputs(messageOf(inputs, overrides), metadata, new FakeSharedMemory(), BOUNDS);
  if (checked instanceof Promise) throw new Error('Nothing of it stands in shared memory.');
  return checked;
}

function refusalOf(metadata: ModelMetadata, inputs: readonly InferInput[], id = ''): string {
  try {
    check(metadata, inputs, { id });
    return 'accepted';
  } catch (thrown) {
    const { code, message } = toServingError(thrown);
    return code === 'invalid-argument' ? message : code;
  }
}

const UNKNOWN_ID = '[request id: <id_unknown>] ';

describe('a request', () => {
  it('may give its inputs in any order', () => {
    expect(check(TENSORS, [B, A]).inputs.map(({ bytes }) => bytes)).toEqual([A.bytes, B.bytes]);
  });

  it('is named by its id', () => {
    expect(refusalOf(TENSORS, [A, A], 'r1')).toBe("[request id: r1] input 'A' already exists in request");
    expect(refusalOf(TENSORS, [A, A], 'r\n1')).toBe("[request id: r?1] input 'A' already exists in request");
  });

  it.each<[readonly InferInput[], string]>([
    [
      [A],
      `${UNKNOWN_ID}expected 2 inputs but got 1 inputs for model 'm'. Got input(s) ['A'], but missing required input(s) ['B']. Please provide all required input(s).`,
    ],
    [
      [],
      `${UNKNOWN_ID}expected 2 inputs but got 0 inputs for model 'm'. Got input(s) [], but missing required input(s) ['A','B']. Please provide all required input(s).`,
    ],
    [[A, { ...B, name: 'X' }], "unexpected inference input 'X' for model 'm'"],
    [[A, B, { ...B, name: 'X' }], "unexpected inference input 'X' for model 'm'"],
    [[A, B, B], `${UNKNOWN_ID}input 'B' already exists in request`],
    [
      [A, { ...B, datatype: 'FP32' }],
      `${UNKNOWN_ID}inference input 'B' data-type is 'FP32', but model 'm' expects 'INT32'`,
    ],
    [
      [{ ...A, shape: [1, 8] }, B],
      `${UNKNOWN_ID}unexpected shape for input 'A' for model 'm'. Expected [-1,2], got [1,8].`,
    ],
    [[{ ...A, shape: [] }, B], `${UNKNOWN_ID}unexpected shape for input 'A' for model 'm'. Expected [-1,2], got [].`],
    [
      [{ ...A, shape: [0, 2] }, B],
      `${UNKNOWN_ID}unexpected shape for input 'A' for model 'm'. Expected [-1,2], got [0,2]. The first dimension must be at least 1.`,
    ],
    [
      [{ ...A, shape: [-1, 2] }, B],
      `${UNKNOWN_ID}All input dimensions should be specified for input 'A' for model 'm', got [-1,2]`,
    ],
    [
      [A, { ...B, shape: [2 ** 40, 2 ** 40] }],
      `${UNKNOWN_ID}unexpected shape for input 'B' for model 'm'. Expected [-1,-1], got [1099511627776,1099511627776]. That are more elements than any tensor has.`,
    ],
    [
      [A, { ...B, shape: [1, 2] }],
      `${UNKNOWN_ID}input byte size mismatch for input 'B' for model 'm'. Expected 8, got 12`,
    ],
    [
      [A, { ...B, bytes: undefined }],
      `${UNKNOWN_ID}unable to find data for input tensor 'B' for model 'm' in request.`,
    ],
    [[A, { ...B, shape: [1, 0], bytes: new Uint8Array() }], 'accepted'],
    [
      [{ ...A, shape: [1, 8, ...new Array<number>(9).fill(1)] }, B],
      `${UNKNOWN_ID}unexpected shape for input 'A' for model 'm'. Expected [-1,2], got [1,8,1,1,1,1,1,1,…].`,
    ],
  ])('%#: of a model of tensors is answered as contract section 3.7 has it', (inputs, expected) => {
    expect(refusalOf(TENSORS, inputs)).toBe(expected);
  });

  it.each<[readonly InferInput[], string]>([
    [[TEXT, K], 'accepted'],
    [
      [TEXT, { ...K, shape: [1, 2], bytes: floats(1, 2) }],
      `${UNKNOWN_ID}input 'k' batch size does not match other inputs for 'm'`,
    ],
    [[{ ...TEXT, shape: [] }, K], `${UNKNOWN_ID}input 'text' has no shape but model requires batch dimension for 'm'`],
    [
      [
        { ...TEXT, shape: [0] },
        { ...K, shape: [0, 2] },
      ],
      `${UNKNOWN_ID}unexpected shape for input 'text' for model 'm'. Expected [-1], got [0]. The first dimension is the batch: how many items the request holds, at least 1.`,
    ],
    [
      [TEXT, { ...K, shape: [4] }],
      `${UNKNOWN_ID}unexpected shape for input 'k' for model 'm'. Expected [-1,2], got [4]. The first dimension is the batch: how many items the request holds, at least 1.`,
    ],
    [
      [
        { ...TEXT, shape: [4] },
        { ...K, shape: [4, 2], bytes: new Uint8Array(32) },
      ],
      `${UNKNOWN_ID}inference request batch-size must be <= 3 for 'm'`,
    ],
    [
      [{ ...TEXT, shape: [2, 2] }, K],
      `${UNKNOWN_ID}unexpected shape for input 'text' for model 'm'. Expected [-1], got [2,2]. The first dimension is the batch: how many items the request holds, at least 1.`,
    ],
  ])('%#: of a model that takes bytes is answered as contract section 3.7 has it', (inputs, expected) => {
    expect(refusalOf(BATCHED, inputs)).toBe(expected);
  });

  it('may have bytes with a second dimension of 1', () => {
    expect(check(BATCHED, [TEXT, K])).toMatchObject({ batch: 2, isColumn: false });
    expect(check(BATCHED, [{ ...TEXT, shape: [2, 1] }, K])).toMatchObject({ batch: 2, isColumn: true });
  });

  describe('in shared memory', () => {
    const memory = new FakeSharedMemory();
    memory.regions.set('r', B.bytes!);
    const shared = (datatype: Datatype, shape: readonly number[], bytes?: Uint8Array) =>
      inputOf(datatype === 'INT32' ? 'B' : 'text', datatype, shape, bytes, { shared_memory_region: 'r' });
    const read = async (metadata: ModelMetadata, ...inputs: readonly InferInput[]) =>
      checkInputs(messageOf(inputs), metadata, memory, BOUNDS);

    it('has its data from there', async () => {
      const { inputs } = await read(TENSORS, A, shared('INT32', [1, 3]));
      expect(inputs.map(({ bytes }) => bytes)).toEqual([A.bytes, B.bytes]);
    });

    it('has no data of its own', async () => {
      await expect(read(TENSORS, A, shared('INT32', [1, 3], B.bytes))).rejects.toThrow(
        `${UNKNOWN_ID}unexpected 'content' provided when using shared memory for input tensor 'B' for model 'm'`,
      );
    });

    it('has as many bytes as its shape says', async () => {
      await expect(read(TENSORS, A, shared('INT32', [1, 2]))).rejects.toThrow(
        `${UNKNOWN_ID}input byte size mismatch for input 'B' for model 'm'. Expected 8, got 12`,
      );
    });

    it('has no more BYTES than a message may have', async () => {
      const twice = testMetadata({ inputs: [declaredInput('text'), declaredInput('more')] });
      const more = { ...shared('BYTES', [1]), name: 'more' };
      await expect(read(twice, shared('BYTES', [1]), more)).rejects.toMatchObject({
        code: 'too-large',
        message: expect.stringContaining("Input 'more' has 12 bytes in shared memory; expected at most 20") as string,
      });
      await expect(read(twice, shared('BYTES', [1]), { ...TEXT, name: 'more', shape: [1] })).resolves.toBeDefined();
    });
  });
});
