import fc from 'fast-check';
import type { TensorPart } from '../../../src/core/request';
import { findTensorProblem, toTensor, toTensorPart } from '../../../src/core/tensor';
import { elementCount, matchesShape, resolveShape } from '../../../src/core/tensor-shape';
import { zeroItem } from '../../../src/core/zero-item';
import { arbitraryTensor } from '../../support/arbitrary-tensor';
import { declaredInput } from '../../support/test-bundle';

const plain = ({ bytes, ...rest }: TensorPart) => ({ ...rest, bytes: Buffer.from(bytes).toString('hex') });

test('any whole part becomes a tensor and the same part again', () => {
  fc.assert(
    fc.property(arbitraryTensor(), (part) => {
      expect(findTensorProblem(part)).toBeUndefined();
      const tensor = toTensor(part);
      expect(tensor.data).toHaveLength(elementCount(part.shape)!);
      expect(plain(toTensorPart(tensor))).toEqual(plain(part));
    }),
  );
});

test('a part that lacks its last byte, or has one too many, is found out', () => {
  fc.assert(
    fc.property(arbitraryTensor(), (part) => {
      const longer = Buffer.concat([part.bytes, Buffer.of(0)]);
      expect(findTensorProblem({ ...part, bytes: longer })).toMatch(/^has /);
      if (part.bytes.byteLength === 0) return;
      expect(findTensorProblem({ ...part, bytes: part.bytes.subarray(0, -1) })).toMatch(/^has /);
    }),
  );
});

test('aligned elements are shared, others are copied once', () => {
  const memory = new ArrayBuffer(16);
  const part = { kind: 'tensor', datatype: 'FP32', shape: [2] } as const;
  expect(toTensor({ ...part, bytes: new Uint8Array(memory, 4, 8) }).data).toMatchObject({ buffer: memory });
  const moved = toTensor({ ...part, bytes: Buffer.from(memory, 3, 8) });
  expect(moved.data).toEqual(new Float32Array(2));
});

test.each([
  [{ datatype: 'BOOL', shape: [2], bytes: Uint8Array.of(1, 2) }, 'has the byte 2 in BOOL [2]; expected 0 or 1'],
  [{ datatype: 'FP32', shape: [2], bytes: new Uint8Array(7) }, 'has 7 bytes; expected 8 for FP32 [2]'],
  [
    { datatype: 'BYTES', shape: [2], bytes: Uint8Array.of(0, 0, 0, 0) },
    'has 1 elements; expected 2, each after its length in 32 bits, for BYTES [2]',
  ],
  [
    { datatype: 'BYTES', shape: [1], bytes: Uint8Array.of(255, 255, 255, 255, 1) },
    'has an element that is cut off; expected 1, each after its length in 32 bits, for BYTES [1]',
  ],
  [
    { datatype: 'INT8', shape: [2 ** 30, 2 ** 30], bytes: new Uint8Array(1) },
    'has the shape of INT8 [1073741824, 1073741824]; expected whole numbers from 0, and fewer elements',
  ],
] as const)('%#: %s', (part, problem) => expect(findTensorProblem({ kind: 'tensor', ...part })).toBe(problem));

test.each([
  [[], 1],
  [[2, 3], 6],
  [[0, 2 ** 52, 2 ** 52], 0],
  [[2 ** 30, 2 ** 30], undefined],
  [[-1, 2], undefined],
  [[0, -1], undefined],
  [[1.5], undefined],
  [[NaN], undefined],
])('the shape %j has %s elements', (shape, count) => expect(elementCount(shape)).toBe(count));

test.each([
  [[2, 3], [-1, 3], true],
  [[0, 3], [-1, 3], false],
  [[0, 3], [0, 3], true],
  [[2, 0], [-1, -1], true],
  [[2], [-1, 3], false],
  [[2, 4], [-1, 3], false],
  [[], [], true],
])('the shape %j for the declared %j: %s', (shape, declared, is) => expect(matchesShape(shape, declared, 1)).toBe(is));

test.each([
  [[-1, 3], 6, [2, 3]],
  [[2, -1], 6, [2, 3]],
  [[-1, 3], 7, undefined],
  [[-1, 0], 0, undefined],
  [[-1, -1], 6, undefined],
  [[2, 3], 6, [2, 3]],
  [[2, 3], 5, undefined],
])('the declared %j with %d elements is %j', (declared, count, shape) =>
  expect(resolveShape(declared, count)).toEqual(shape),
);

test('an item of zeros has one row, and there is none for bytes', () => {
  const image = declaredInput('image', { tensor: { datatype: 'FP32', shape: [-1, 2] } });
  const text = declaredInput('text', { tensor: { datatype: 'BYTES', shape: [-1] } });
  const item = zeroItem({ inputs: [image, text] });
  expect(item?.get('image')).toEqual({ kind: 'tensor', datatype: 'FP32', shape: [1, 2], bytes: new Uint8Array(8) });
  expect(item?.get('text')).toEqual({ kind: 'tensor', datatype: 'BYTES', shape: [1], bytes: new Uint8Array(4) });
  expect(zeroItem({ inputs: [image, declaredInput('note')] })).toBeUndefined();
});
