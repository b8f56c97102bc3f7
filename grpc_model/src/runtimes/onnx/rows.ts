import type { Tensor, TensorOf } from '../../contract';
import { toTensor } from '../../core/tensor';
import { describeTensor } from '../../core/tensor-shape';

/** Memory for the elements of one input of a batch. Only one call at a time uses it. */
export class RowBuffer {
  #memory = new Uint8Array(0);

  /**
   * The tensors one below the other. The result is overwritten by the next call.
   *
   * @throws Error when they differ in more than the number of rows
   */
  join(tensors: readonly [Tensor, ...Tensor[]]): Tensor {
    const [first] = tensors;
    const rest = first.shape.slice(1);
    for (const { datatype, shape } of tensors) {
      if (datatype !== first.datatype || !isEqual(shape.slice(1), rest))
        throw new Error(
          `${describeTensor(datatype, shape)} and ${describeTensor(first.datatype, first.shape)} cannot share a batch.`,
        );
    }
    const shape = [sum(tensors.map(rowsOf)), ...rest];
    if (first.datatype === 'BYTES')
      return { datatype: 'BYTES', shape, data: tensors.filter(isOfTexts).flatMap(({ data }) => data) };
    return toTensor({ kind: 'tensor', datatype: first.datatype, shape, bytes: this.#copy(tensors) });
  }

  #copy(tensors: readonly Tensor[]): Uint8Array {
    const byteLength = sum(tensors.map(({ data }) => (ArrayBuffer.isView(data) ? data.byteLength : 0)));
    if (this.#memory.byteLength < byteLength) this.#memory = new Uint8Array(byteLength);
    let at = 0;
    for (const { data } of tensors) {
      if (!ArrayBuffer.isView(data)) continue;
      this.#memory.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
      at += data.byteLength;
    }
    return this.#memory.subarray(0, byteLength);
  }
}

/** The tensor cut into pieces of so many rows each, which share its memory. The rows must come to those of the tensor. */
export function splitRows(tensor: Tensor, rows: readonly number[]): Tensor[] {
  const total = rowsOf(tensor);
  const rest = tensor.shape.slice(1);
  const elementsPerRow = total === 0 ? 0 : tensor.data.length / total;
  let row = 0;
  return rows.map((count) => {
    const from = row * elementsPerRow;
    row += count;
    return sliceOf(tensor, [count, ...rest], from, row * elementsPerRow);
  });
}

export function rowsOf({ shape }: Tensor): number {
  return shape[0] ?? 0;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function sliceOf(tensor: Tensor, shape: readonly number[], from: number, to: number): Tensor {
  if (tensor.datatype === 'BYTES') return { datatype: 'BYTES', shape, data: tensor.data.slice(from, to) };
  const { buffer, byteOffset, BYTES_PER_ELEMENT } = tensor.data;
  const bytes = new Uint8Array(buffer, byteOffset + from * BYTES_PER_ELEMENT, (to - from) * BYTES_PER_ELEMENT);
  return toTensor({ kind: 'tensor', datatype: tensor.datatype, shape, bytes });
}

function isOfTexts(tensor: Tensor): tensor is TensorOf<'BYTES'> {
  return tensor.datatype === 'BYTES';
}

function isEqual(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((each, index) => each === right[index]);
}
