import fc from 'fast-check';
import { tensorBytes } from '../../../../../src/contract';
import { splitElements } from '../../../../../src/core/tensor-elements';
import { classify } from '../../../../../src/protocols/open-inference/infer/classify';
import type { AnswerTensor } from '../../../../../src/protocols/open-inference/infer/join-outputs';
import { topElements } from '../../../../../src/protocols/open-inference/infer/top-elements';
import { floats } from '../../../../support/infer-messages';

const scores = (shape: readonly number[], ...values: number[]): AnswerTensor => ({
  datatype: 'FP32',
  shape,
  bytes: floats(...values),
});

async function classesOf(tensor: AnswerTensor, classes: number, hasRows = false, labels?: readonly string[]) {
  const { datatype, shape, bytes } = await classify(tensor, { classes, hasRows, labels });
  expect(datatype).toBe('BYTES');
  return { shape, texts: splitElements(bytes).map((each) => Buffer.from(each).toString()) };
}

describe('classes instead of scores', () => {
  it('are those with the highest scores, the highest first, and the lower index of equal ones', async () => {
    expect(await classesOf(scores([4], 0.1, 0.7, 0.1, 0.25), 3)).toEqual({
      shape: [3],
      texts: ['0.7:1', '0.25:3', '0.1:0'],
    });
  });

  it('have labels where the model has them', async () => {
    const { texts } = await classesOf(scores([3], 1, 2, 3), 3, false, ['cat', 'dögs']);
    expect(texts).toEqual(['3:2', '2:1:dögs', '1:0:cat']);
  });

  it('are of each row where the output has rows', async () => {
    expect(await classesOf(scores([2, 2], 1, 2, 4, 3), 1, true)).toEqual({ shape: [2, 1], texts: ['2:1', '4:0'] });
    expect(await classesOf(scores([2, 2], 1, 2, 4, 3), 9)).toEqual({
      shape: [4],
      texts: ['4:2', '3:3', '2:1', '1:0'],
    });
  });

  it('are as many as there are scores at most, and none of an empty output', async () => {
    expect((await classesOf(scores([2], 1, 2), 1e15)).shape).toEqual([2]);
    expect(await classesOf(scores([3, 0]), 2, true)).toEqual({ shape: [3, 0], texts: [] });
  });

  it('have what is no number last', async () => {
    const { texts } = await classesOf(scores([5], NaN, -Infinity, NaN, 1, Infinity), 5);
    expect(texts).toEqual(['Infinity:4', '1:3', '-Infinity:1', 'NaN:0', 'NaN:2']);
  });

  it('of 64-bit integers have every digit', async () => {
    const data = BigInt64Array.of(2n ** 62n, 2n ** 62n + 1n);
    const bytes = tensorBytes({ datatype: 'INT64', shape: [2], data });
    const { texts } = await classesOf({ datatype: 'INT64', shape: [2], bytes }, 2);
    expect(texts).toEqual(['4611686018427387905:1', '4611686018427387904:0']);
  });

  it('are refused of more than a million scores', async () => {
    const tensor: AnswerTensor = { datatype: 'UINT8', shape: [1_000_001], bytes: new Uint8Array(1_000_001) };
    await expect(classesOf(tensor, 1)).rejects.toThrow('classification output tensor too large');
  });
});

it('finds the same elements as a sort does', async () => {
  const values = fc.array(fc.oneof(fc.double(), fc.integer({ min: 0, max: 3 })), { maxLength: 60 });
  const rank = (value: number) => (Number.isNaN(value) ? -1 : 0);
  await fc.assert(
    fc.asyncProperty(values, fc.nat(70), fc.nat(10), async (list, count, begin) => {
      const from = Math.min(begin, list.length);
      const sorted = list
        .map((value, index) => ({ value, index }))
        .slice(from)
        .sort(
          (a, b) => rank(b.value) - rank(a.value) || (a.value === b.value ? 0 : b.value - a.value) || a.index - b.index,
        );
      const expected = sorted.slice(0, count).map(({ index }) => index);
      expect([...(await topElements(list, from, list.length, count))]).toEqual(expected);
    }),
  );
});

it('gives others their turn while it ranks very many', async () => {
  const many = Float32Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_003);
  let turns = 0;
  const count = () => {
    turns++;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  const { texts } = await classesOf(
    { datatype: 'FP32', shape: [100_000], bytes: tensorBytes({ datatype: 'FP32', shape: [100_000], data: many }) },
    20_000,
  );
  clearImmediate(timer);
  expect(texts[0]).toMatch(/^100002:/);
  expect(turns).toBeGreaterThan(10);
});
