import { tensorBytes, type ModelMetadata, type Tensor } from '../contract';
import type { Item, Part } from '../core/request';
import { toTensor, toTensorPart } from '../core/tensor';
import { toAnswer, toItem } from './case-item';
import type { Answer } from './check-answer';
import type { TestCase } from './read-test-cases';

/** Why a protocol of tensors cannot carry the inputs; undefined when it can. */
export function whyNoTensors({ inputs }: TestCase, metadata: ModelMetadata): string | undefined {
  return typeof toItem(inputs, metadata) === 'string' ? 'its inputs are no such tensors' : undefined;
}

/** A case's inputs as tensors: bytes are one element of BYTES, and where there are bytes, every tensor is a batch of one. */
export function tensorsOf({ inputs }: TestCase, metadata: ModelMetadata): Record<string, Tensor> {
  const item = toItem(inputs, metadata);
  if (typeof item === 'string') throw new Error(item);
  const isBatched = [...item.values()].some(({ kind }) => kind === 'bytes');
  return Object.fromEntries(
    Array.from(item, ([name, part]) => {
      const declared = metadata.inputs.find((input) => input.name === name)?.tensor?.shape;
      return [name, tensorOf(part, isBatched && declared?.[0] !== -1)];
    }),
  );
}

/** What a server answered to one item, in the form of the case's files. */
export function answerOf(outputs: Readonly<Record<string, Tensor>>, metadata: ModelMetadata): Answer {
  const isBatched = metadata.inputs.some(({ tensor }) => tensor === undefined);
  const output: Item = new Map(
    Object.entries(outputs).map(([name, tensor]) => {
      const declared = metadata.outputs.find((each) => each.name === name)?.tensor;
      return [name, partOf(tensor, declared?.shape, isBatched)];
    }),
  );
  return toAnswer({ ok: true, output }, metadata);
}

function tensorOf(part: Part, isBatchOfOne: boolean): Tensor {
  if (part.kind === 'bytes') return { datatype: 'BYTES', shape: [1], data: [part.bytes] };
  return toTensor(isBatchOfOne ? { ...part, shape: [1, ...part.shape] } : part);
}

function partOf(tensor: Tensor, declared: readonly number[] | undefined, isBatched: boolean): Part {
  if (declared === undefined) {
    if (tensor.datatype !== 'BYTES' || tensor.data.length !== 1)
      throw new Error('An output of bytes is not one element.');
    return { kind: 'bytes', bytes: tensor.data[0]! };
  }
  const shape = isBatched && declared[0] !== -1 ? tensor.shape.slice(1) : tensor.shape;
  return { ...toTensorPart(tensor), shape, bytes: tensorBytes(tensor) };
}
