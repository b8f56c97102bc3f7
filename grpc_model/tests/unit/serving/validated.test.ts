import type { ModelMetadata } from '../../../src/contract';
import { ServingError } from '../../../src/core/errors';
import { failed, succeeded, type InferenceRequest, type Item, type ItemResult } from '../../../src/core/request';
import type { Runnable } from '../../../src/core/served-model';
import { checkInput } from '../../../src/serving/check-input';
import { validated } from '../../../src/serving/validated';
import { callOf, itemOf, NO_OPTIONS } from '../../support/requests';
import { declaredInput, declaredOutput, size, testMetadata } from '../../support/test-bundle';

const PICTURE_AND_TEXT = testMetadata({
  inputs: [
    declaredInput('image', { acceptedMediaTypes: ['image/png', 'image/jpeg'], maxSize: size('16') }),
    declaredInput('note'),
  ],
});
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_HEADER = Buffer.concat([PNG, Buffer.from([0, 0, 0, 13])]);
const GOOD = itemOf({ image: PNG, note: 'n' });

describe('an input', () => {
  test.each([
    [itemOf({ image: PNG }), 'The input "note" is missing; expected exactly "image", "note".'],
    [itemOf({}), 'The input "image", "note" is missing; expected exactly "image", "note".'],
    [itemOf({ image: PNG, note: 'n', x: '' }), 'The input "x" is unknown; expected exactly "image", "note".'],
    [
      itemOf({ Image: PNG, note: 'n' }),
      'The input "image" is missing, and the input "Image" is unknown; expected exactly "image", "note".',
    ],
    [itemOf({ image: Buffer.alloc(17), note: 'n' }), 'The input "image" has 17 bytes; expected at most 16 (16 bytes).'],
    [
      itemOf({ image: 'text', note: 'n' }),
      'The input "image" is text or unknown content; expected image/png or image/jpeg.',
    ],
    [itemOf({ image: '', note: 'n' }), 'The input "image" is empty; expected image/png or image/jpeg.'],
    [itemOf({ image: PNG, note: PNG_HEADER }), 'The input "note" is image/png; expected text/plain.'],
  ])('%#: has the problem %j', (item, problem) => expect(checkInput(item, PICTURE_AND_TEXT)).toBe(problem));

  test('that is as declared is given on as it is', () => expect(checkInput(GOOD, PICTURE_AND_TEXT)).toBe(GOOD));

  test('of exactly the largest size is accepted', () => {
    const image = Buffer.concat([PNG, Buffer.alloc(8)]);
    const item = itemOf({ image, note: 'n' });
    expect(checkInput(item, PICTURE_AND_TEXT)).toBe(item);
  });

  test('is unknown where the model declares none', () => {
    expect(checkInput(itemOf({ x: '' }), testMetadata({ inputs: [] }))).toBe(
      'The input "x" is unknown; expected no inputs.',
    );
  });
});

/** Answers every item with what the test gives, and notes what it was given. */
function inner(answer: (item: Item) => ItemResult) {
  const seen: Item[] = [];
  const runnable: Runnable = {
    async infer({ items }: InferenceRequest) {
      seen.push(...items);
      return items.map(answer);
    },
    stream: () => {
      throw new Error('not used');
    },
  };
  return { seen, runnable };
}

const outcome = (result: ItemResult) => (result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`);

async function outcomesOf(answer: ItemResult, metadata: ModelMetadata, items: Item[] = [GOOD]): Promise<string[]> {
  const { runnable } = inner(() => answer);
  return (await validated(runnable, metadata).infer({ items, options: NO_OPTIONS }, callOf())).map(outcome);
}

test('contract 4.8: a bad item fails alone, in its place, and never reaches the model', async () => {
  const { seen, runnable } = inner(() => succeeded(itemOf({ 'results.json': '{}' })));
  const items = [GOOD, itemOf({}), GOOD, itemOf({ image: 'x', note: 'n' })];
  const results = await validated(runnable, PICTURE_AND_TEXT).infer({ items, options: NO_OPTIONS }, callOf());
  expect(results.map(({ ok }) => ok)).toEqual([true, false, true, false]);
  expect(seen).toEqual([GOOD, GOOD]);
});

test('when every item is bad the model is not called', async () => {
  const { seen, runnable } = inner(() => succeeded(new Map()));
  await validated(runnable, PICTURE_AND_TEXT).infer({ items: [itemOf({})], options: NO_OPTIONS }, callOf());
  expect(seen).toEqual([]);
});

test('contract 4.5: an empty output fails naming the missing files, unless the model declares none', async () => {
  expect(await outcomesOf(succeeded(new Map()), PICTURE_AND_TEXT)).toEqual([
    'model-failed: The model did not return the output "results.json", which it declares.',
  ]);
  expect(await outcomesOf(succeeded(new Map()), { ...PICTURE_AND_TEXT, outputs: [] })).toEqual(['ok']);
});

test('an output above its declared size fails, one of exactly that size does not', async () => {
  const metadata = { ...PICTURE_AND_TEXT, outputs: [declaredOutput('out', { maxSize: size('4') })] };
  expect(await outcomesOf(succeeded(itemOf({ out: '12345' })), metadata)).toEqual([
    'model-failed: The model returned 5 bytes for "out"; it declares at most 4 (4 bytes).',
  ]);
  expect(await outcomesOf(succeeded(itemOf({ out: '1234' })), metadata)).toEqual(['ok']);
});

test('a failed item keeps its error', async () => {
  const error = new ServingError('unavailable', 'gone');
  expect(await outcomesOf(failed(error), PICTURE_AND_TEXT)).toEqual(['unavailable: gone']);
});

describe('tensors', () => {
  const tensor = { datatype: 'FP32', shape: [-1, 1] } as const;
  const metadata = testMetadata({
    inputs: [declaredInput('x', { tensor })],
    outputs: [declaredOutput('y', { tensor })],
  });
  const part = { kind: 'tensor', datatype: 'FP32', shape: [1, 1], bytes: new Uint8Array(4) } as const;

  test('are given on as they are, and bytes for them become tensors', () => {
    const item: Item = new Map([['x', part]]);
    expect(checkInput(item, metadata)).toBe(item);
    expect(checkInput(itemOf({ x: new Uint8Array(4) }), metadata)).toEqual(item);
  });

  test('are refused where bytes are declared', () => {
    expect(checkInput(new Map([['x', part]]), testMetadata({ inputs: [declaredInput('x')] }))).toBe(
      'The input "x" is a tensor FP32 [1, 1]; expected bytes.',
    );
  });

  test('are no larger than their input declares', () => {
    const inputs = [declaredInput('x', { tensor, maxSize: size('4') })];
    const two = { ...part, shape: [2, 1], bytes: new Uint8Array(8) };
    expect(checkInput(new Map([['x', two]]), testMetadata({ inputs }))).toBe(
      'The input "x" has 8 bytes; expected at most 4 (4 bytes).',
    );
  });

  test.each([
    [new Map([['y', part]]), 'ok'],
    [new Map([['y', { ...part, shape: [0, 1], bytes: new Uint8Array() }]]), 'ok'],
    [itemOf({ y: 'text' }), 'model-failed: The model\'s output "y" is bytes; it declares a tensor.'],
    [
      new Map([['y', { ...part, shape: [1] }]]),
      'model-failed: The model\'s output "y" is a tensor FP32 [1]; expected FP32 [-1, 1] (-1: any length).',
    ],
  ])('%#: that a model returns are as it declares', async (output: Item, expected) => {
    expect(await outcomesOf(succeeded(output), metadata, [new Map([['x', part]])])).toEqual([expected]);
  });
});
