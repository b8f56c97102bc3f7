import fc from 'fast-check';
import { DATATYPES } from '../../../src/contract';
import type { TensorPart } from '../../../src/core/request';
import { readJsonTensor } from '../../../src/core/json-tensor';
import { toTensor } from '../../../src/core/tensor';
import { toFile } from '../../../src/core/tensor-file';
import { MAX_JSON_ELEMENTS, writeJsonTensor } from '../../../src/core/tensor-json';
import { arbitraryTensor } from '../../support/arbitrary-tensor';

const textOf = (part: TensorPart, mediaType: string) => Buffer.from(toFile(part, mediaType)).toString();

function fp32(shape: readonly number[], ...values: number[]): TensorPart {
  return { kind: 'tensor', datatype: 'FP32', shape, bytes: new Uint8Array(Float32Array.from(values).buffer) };
}

/** JSON carries neither these types back nor such numbers. */
const readable = DATATYPES.filter((each) => !['FP16', 'BF16', 'BYTES', 'INT64', 'UINT64'].includes(each));
const isFiniteTensor = (part: TensorPart) => {
  const tensor = toTensor(part);
  if (tensor.datatype !== 'FP32' && tensor.datatype !== 'FP64') return true;
  return tensor.data.every((each) => Number.isFinite(each) && !Object.is(each, -0));
};

test('what is written is read back as the same tensor', () => {
  const written = arbitraryTensor(readable).filter((part) => isFiniteTensor(part) && !part.shape.includes(0));
  fc.assert(
    fc.property(written, (part) => {
      const list = JSON.parse(writeJsonTensor(part)) as unknown[];
      const reading = readJsonTensor(list, part);
      expect(reading).toMatchObject({ part: { datatype: part.datatype } });
      if ('part' in reading) expect(Buffer.from(reading.part.bytes).equals(part.bytes)).toBe(true);
    }),
  );
});

test('the list is nested as the shape is, and single-precision numbers are as short as they can be', () => {
  expect(writeJsonTensor(fp32([2, 2], 0.1, 1, -2.5, 1e-9))).toBe('[[0.1,1],[-2.5,1e-9]]');
  expect(writeJsonTensor(fp32([], 3))).toBe('[3]');
  expect(writeJsonTensor(fp32([0, 3]))).toBe('[]');
});

test('64-bit integers have every digit, BOOL is true and false, and what JSON lacks is null', () => {
  const big = { kind: 'tensor', datatype: 'INT64', shape: [1] } as const;
  const bytes = new Uint8Array(BigInt64Array.of(-9007199254740993n).buffer);
  expect(writeJsonTensor({ ...big, bytes })).toBe('[-9007199254740993]');
  const flags: TensorPart = { kind: 'tensor', datatype: 'BOOL', shape: [2], bytes: Uint8Array.of(1, 0) };
  expect(writeJsonTensor(flags)).toBe('[true,false]');
  expect(writeJsonTensor(fp32([2], NaN, Infinity))).toBe('[null,null]');
});

test('an output is JSON when its media type is, and .npy otherwise', () => {
  expect(textOf(fp32([1], 1), 'application/json')).toBe('[1]');
  expect(textOf(fp32([1], 1), 'application/vnd.scores+json')).toBe('[1]');
  expect(textOf(fp32([1], 1), 'application/x-npy')).toContain('NUMPY');
});

test('more elements than can be written without holding up others are refused, with the mend', () => {
  const many = fp32([MAX_JSON_ELEMENTS + 1], ...new Array<number>(MAX_JSON_ELEMENTS + 1).fill(0));
  expect(() => writeJsonTensor(many)).toThrow('declare the output as application/x-npy');
});
