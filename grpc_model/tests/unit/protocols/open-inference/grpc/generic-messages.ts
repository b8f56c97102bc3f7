import fc from 'fast-check';
import type { Datatype } from '../../../../../src/contract';
import type { TensorPart } from '../../../../../src/core/request';
import { toTensor } from '../../../../../src/core/tensor';
import type { InferParameterInput } from '../../../../../src/protocols/open-inference/generated/inference/InferParameter';
import type { InferTensorContentsInput } from '../../../../../src/protocols/open-inference/generated/inference/InferTensorContents';
import type { Parameters, ParameterValue } from '../../../../../src/protocols/open-inference/infer-message';
import { arbitraryTensor } from '../../../../support/arbitrary-tensor';

/** What has a typed field. */
export const TYPED: readonly Datatype[] = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP32',
  'FP64',
  'BYTES',
];

export const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '0', '7', '__proto__', 'é€😀'));

const value: fc.Arbitrary<ParameterValue> = fc.oneof(
  fc.boolean(),
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
);
export const parameters: fc.Arbitrary<Parameters> = fc
  .uniqueArray(fc.tuple(text, value), { selector: ([name]) => name, maxLength: 3 })
  .map((entries) => new Map(entries));

/** Not-a-number has many bit patterns, of which a generic codec may change one into another. */
export function tensor(datatypes?: readonly Datatype[]): fc.Arbitrary<TensorPart> {
  return arbitraryTensor(datatypes).filter((part) => {
    const { datatype, data } = toTensor(part);
    return !(datatype === 'FP32' || datatype === 'FP64') || !data.some(Number.isNaN);
  });
}

/** As a generic codec takes them. */
export function genericParameters(given: Parameters): Record<string, InferParameterInput> {
  return Object.fromEntries(Array.from(given, ([name, each]) => [name, genericParameter(each)]));
}

function genericParameter(given: ParameterValue): InferParameterInput {
  if (typeof given === 'boolean') return { bool_param: given };
  if (typeof given === 'string') return { string_param: given };
  if (typeof given === 'number') return { double_param: given };
  return given >= 2n ** 63n ? { uint64_param: given.toString() } : { int64_param: given.toString() };
}

/** As a generic codec takes and gives them. */
export function genericContents(part: TensorPart): InferTensorContentsInput {
  const { datatype, data } = toTensor(part);
  switch (datatype) {
    case 'BOOL':
      return { bool_contents: Array.from(data, (each) => each === 1) };
    case 'INT8':
    case 'INT16':
    case 'INT32':
      return { int_contents: Array.from(data) };
    case 'UINT8':
    case 'UINT16':
    case 'UINT32':
      return { uint_contents: Array.from(data) };
    case 'INT64':
      return { int64_contents: Array.from(data, String) };
    case 'UINT64':
      return { uint64_contents: Array.from(data, String) };
    case 'FP32':
      return { fp32_contents: Array.from(data) };
    case 'FP64':
      return { fp64_contents: Array.from(data) };
    case 'BYTES':
      return { bytes_contents: data.map((each) => Buffer.from(each)) };
    default:
      throw new Error(`${datatype} has no typed field.`);
  }
}

/** Bytes compared as text: a difference is shown, and views of any kind are equal. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Written in groups, for reading. */
export function hex(...groups: readonly string[]): Buffer {
  return Buffer.from(groups.join('').replaceAll(' ', ''), 'hex');
}
