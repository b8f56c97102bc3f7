import fc from 'fast-check';
import { DATATYPES, type Datatype, type ModelMetadata } from '../../../../../src/contract';
import { toServingError } from '../../../../../src/core/errors';
import type { Item, Part, TensorPart } from '../../../../../src/core/request';
import { checkInputs } from '../../../../../src/protocols/open-inference/infer/check-inputs';
import { outputOfBatch, outputOfItem } from '../../../../../src/protocols/open-inference/infer/join-outputs';
import { toItems } from '../../../../../src/protocols/open-inference/infer/to-items';
import { arbitraryTensor } from '../../../../support/arbitrary-tensor';
import { elements, FakeSharedMemory, floats, inputOf, messageOf } from '../../../../support/infer-messages';
import { bytesOf } from '../../../../support/requests';
import { declaredInput, testMetadata } from '../../../../support/test-bundle';

const SUBJECT = { id: '', model: 'm' };

async function itemsOf(metadata: ModelMetadata, ...inputs: ReturnType<typeof inputOf>[]): Promise<readonly Item[]> {
  const bounds = { maxBatch: 1000, maxMessageBytes: 1e6 };
  const checked = await checkInputs(messageOf(inputs), metadata, new FakeSharedMemory(), bounds);
  return toItems(checked, metadata, SUBJECT);
}

const tensorOf = (item: Item, name: string) => item.get(name) as TensorPart;

it('gives a model of tensors what came, without a copy', async () => {
  const metadata = testMetadata({ inputs: [declaredInput('x', { tensor: { datatype: 'FP32', shape: [-1, 2] } })] });
  const bytes = floats(1, 2, 3, 4);
  const [item, ...others] = await itemsOf(metadata, inputOf('x', 'FP32', [2, 2], bytes));
  expect(others).toEqual([]);
  expect(tensorOf(item!, 'x').bytes).toBe(bytes);
  expect(tensorOf(item!, 'x')).toEqual({ kind: 'tensor', datatype: 'FP32', shape: [2, 2], bytes });
});

it('cuts a batch into items: an element, a row and a slice of each', async () => {
  const metadata = testMetadata({
    inputs: [
      declaredInput('text'),
      declaredInput('rows', { tensor: { datatype: 'FP32', shape: [-1, 2] } }),
      declaredInput('fixed', { tensor: { datatype: 'FP32', shape: [1] } }),
      declaredInput('names', { tensor: { datatype: 'BYTES', shape: [2] } }),
    ],
  });
  const items = await itemsOf(
    metadata,
    inputOf('text', 'BYTES', [2], elements('first', '')),
    inputOf('rows', 'FP32', [2, 2], floats(1, 2, 3, 4)),
    inputOf('fixed', 'FP32', [2, 1], floats(5, 6)),
    inputOf('names', 'BYTES', [2, 2], elements('a', 'bb', 'ccc', '')),
  );
  expect(items.map((item) => bytesOf(item, 'text').toString())).toEqual(['first', '']);
  expect(items.map((item) => item.get('text')!.kind)).toEqual(['bytes', 'bytes']);
  const expectTensors = (name: string, datatype: Datatype, shape: number[], ...bytes: Uint8Array[]) =>
    expect(items.map((item) => tensorOf(item, name))).toEqual(
      bytes.map((each) => ({ kind: 'tensor', datatype, shape, bytes: each })),
    );
  expectTensors('rows', 'FP32', [1, 2], floats(1, 2), floats(3, 4));
  expectTensors('fixed', 'FP32', [1], floats(5), floats(6));
  expectTensors('names', 'BYTES', [2], elements('a', 'bb'), elements('ccc', ''));
});

it('refuses elements that are not as many as the shape says', async () => {
  const answer = itemsOf(testMetadata(), inputOf('command', 'BYTES', [2], elements('a')));
  await expect(answer).rejects.toThrow(
    "[request id: <id_unknown>] expected 2 string elements for inference input 'command' for model 'm', got 1",
  );
});

it('puts together again what it has cut, whatever the tensor', async () => {
  const arbitrary = fc
    .record({ tensor: arbitraryTensor(DATATYPES), hasRows: fc.boolean() })
    .filter(({ tensor }) => tensor.shape.length > 0 && tensor.shape[0]! > 0);
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ tensor: { datatype, shape, bytes }, hasRows }) => {
      const [batch, ...rest] = shape;
      const texts = Array.from({ length: batch! }, (_, index) => `${index}`);
      const metadata = testMetadata({
        inputs: [
          declaredInput('text'),
          declaredInput('x', { tensor: { datatype, shape: hasRows ? [-1, ...rest] : rest } }),
        ],
      });
      const items = await itemsOf(
        metadata,
        inputOf('text', 'BYTES', [batch!], elements(...texts)),
        inputOf('x', datatype, shape, bytes),
      );
      const joined = outputOfBatch('x', hasRows, items, { isColumn: false });
      expect([joined.datatype, joined.shape, Buffer.from(joined.bytes)]).toEqual([datatype, shape, Buffer.from(bytes)]);
      const { bytes: text } = outputOfBatch('text', false, items, { isColumn: false });
      expect(Buffer.from(text)).toEqual(Buffer.from(elements(...texts)));
    }),
  );
});

describe('the outputs of a batch', () => {
  const part = (shape: readonly number[], ...values: number[]): Part => ({
    kind: 'tensor',
    datatype: 'FP32',
    shape,
    bytes: floats(...values),
  });
  const join = (hasRows: boolean, ...parts: Part[]) => {
    try {
      return outputOfBatch(
        'y',
        hasRows,
        parts.map((each) => new Map([['y', each]])),
        { isColumn: true },
      );
    } catch (thrown) {
      const { code, message } = toServingError(thrown);
      return `${code}: ${message}`;
    }
  };
  const text = (value: string): Part => ({ kind: 'bytes', bytes: Buffer.from(value) });

  it('have a second dimension of 1 where the inputs had one', () => {
    const bytes = Buffer.from(elements('a', 'b'));
    expect(join(false, text('a'), text('b'))).toEqual({ datatype: 'BYTES', shape: [2, 1], bytes });
  });

  it('may have any number of rows when there is one item', () => {
    expect(join(true, part([2, 1], 1, 2))).toMatchObject({ shape: [2, 1], bytes: floats(1, 2) });
  });

  it('must have one row of each of several items', () => {
    expect(join(true, part([1, 1], 1), part([2, 1], 2, 3))).toBe(
      'model-failed: The model\'s output "y" is a tensor FP32 [2, 1] for one of 2 items; expected 1 row of each. Send the items in requests of their own.',
    );
  });

  it('must be equal in shape to be stacked', () => {
    expect(join(false, part([1], 1), part([2], 2, 3))).toBe(
      'model-failed: The model\'s output "y" is a tensor FP32 [1] for one item and FP32 [2] for another; expected equal ones, which can be stacked. Send the items in requests of their own.',
    );
  });

  it('of a model that was exchanged meanwhile are refused', () => {
    const exchanged = 'unavailable: The model was exchanged for another one during the call; try again.';
    expect(join(false, part([1], 1), text('a'))).toBe(exchanged);
    expect(() => outputOfItem('z', new Map())).toThrow('exchanged');
  });
});
