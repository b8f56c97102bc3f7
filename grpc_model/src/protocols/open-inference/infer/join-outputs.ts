import type { Datatype } from '../../../contract';
import { ServingError } from '../../../core/errors';
import type { Item, Part, TensorPart } from '../../../core/request';
import { describeTensor } from '../../../core/tensor-shape';

const LENGTH_BYTES = 4;

/** A tensor of an answer. */
export interface AnswerTensor {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** How the outputs of a batch are put together. */
export interface BatchForm {
  /** Whether BYTES [N] get a second dimension of 1. */
  readonly isColumn: boolean;
}

/** An output of a request that is one item: as it is, bytes as BYTES [1]. */
export function outputOfItem(name: string, item: Item): AnswerTensor {
  const part = partOf(name, item);
  return part.kind === 'tensor' ? part : { datatype: 'BYTES', shape: [1], bytes: withLengths([part.bytes]) };
}

/**
 * An output of a batch: bytes as the elements of BYTES, tensors with rows one after another, all others stacked.
 *
 * @param hasRows whether it is declared with -1 in front
 * @throws ServingError `model-failed` when the items' tensors do not make up one
 */
export function outputOfBatch(
  name: string,
  hasRows: boolean,
  items: readonly Item[],
  { isColumn }: BatchForm,
): AnswerTensor {
  const parts = items.map((item) => partOf(name, item));
  const tensors = parts.filter((part) => part.kind === 'tensor');
  if (tensors.length === 0) {
    const shape = isColumn ? [items.length, 1] : [items.length];
    return { datatype: 'BYTES', shape, bytes: withLengths(parts.map(({ bytes }) => bytes)) };
  }
  if (tensors.length < parts.length) throw exchanged();
  return hasRows ? joinRows(name, tensors) : stack(name, tensors);
}

/** One item may have any number of rows, which are nobody else's. */
function joinRows(name: string, tensors: readonly TensorPart[]): AnswerTensor {
  const [first] = tensors as [TensorPart];
  if (tensors.length === 1) return first;
  const odd = tensors.find(({ shape }) => shape[0] !== 1);
  if (odd !== undefined) {
    throw new ServingError(
      'model-failed',
      `The model's output "${name}" is a tensor ${describeTensor(odd.datatype, odd.shape)} for one of ` +
        `${tensors.length} items; expected 1 row of each. Send the items in requests of their own.`,
    );
  }
  const { datatype, shape, bytes } = stack(name, tensors);
  const [count, , ...rest] = shape;
  return { datatype, shape: [count!, ...rest], bytes };
}

function stack(name: string, tensors: readonly TensorPart[]): AnswerTensor {
  const [{ datatype, shape, bytes }] = tensors as [TensorPart];
  if (tensors.length === 1) return { datatype, shape: [1, ...shape], bytes };
  const odd = tensors.find((each) => each.datatype !== datatype || !isSame(each.shape, shape));
  if (odd !== undefined) {
    throw new ServingError(
      'model-failed',
      `The model's output "${name}" is a tensor ${describeTensor(datatype, shape)} for one item and ` +
        `${describeTensor(odd.datatype, odd.shape)} for another; expected equal ones, which can be stacked. ` +
        'Send the items in requests of their own.',
    );
  }
  return { datatype, shape: [tensors.length, ...shape], bytes: Buffer.concat(tensors.map((each) => each.bytes)) };
}

/** The bytes of each element after its length in 32 bits. */
function withLengths(elements: readonly Uint8Array[]): Uint8Array {
  let total = 0;
  for (const { byteLength } of elements) total += LENGTH_BYTES + byteLength;
  const joined = Buffer.allocUnsafe(total);
  let at = 0;
  for (const element of elements) {
    at = joined.writeUInt32LE(element.byteLength, at);
    joined.set(element, at);
    at += element.byteLength;
  }
  return joined;
}

function partOf(name: string, item: Item): Part {
  const part = item.get(name);
  if (part === undefined) throw exchanged();
  return part;
}

/** What a model gives is checked by what it declares, so it declares something else than when the call began. */
function exchanged(): ServingError {
  return new ServingError('unavailable', 'The model was exchanged for another one during the call; try again.');
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, index) => length === b[index]);
}
