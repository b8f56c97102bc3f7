import { tensorBytes, type Tensor } from '../../../src/contract';
import { tensorOver, type Tensors } from './ort-tensor';

/**
 * How many rows an item has: the length of the first dimension of its inputs.
 *
 * @throws Error when they differ, so that nobody could tell which rows of a batch are the item's
 */
export function rowsOf(item: Tensors): number {
  const rows = new Set(Object.values(item).map(({ shape }) => shape[0]));
  const [only] = rows;
  if (rows.size === 1 && only !== undefined) return only;
  throw new Error('The inputs of an item have different numbers of rows, so it cannot share a batch.');
}

/**
 * The tensors of all items one below the other.
 *
 * @throws Error when they differ in more than the number of rows
 */
export function joinRows(items: readonly Tensors[]): Tensors {
  const names = Object.keys(items[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, joined(items.map((item) => item[name]!))]));
}

/**
 * Shares the outputs of a run out again, by the rows of each item.
 *
 * @throws Error when the graph gave more or fewer rows than it was given
 */
export function splitRows(outputs: Tensors, rows: readonly number[]): Tensors[] {
  const total = rows.reduce((sum, each) => sum + each, 0);
  const other = Object.values(outputs).find(({ shape }) => shape[0] !== total);
  if (other !== undefined) throw new Error(`The graph gave ${other.shape[0]} rows for ${total}.`);
  let from = 0;
  return rows.map((count) => {
    const start = from;
    from += count;
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, cut(tensor, start, count)]));
  });
}

function joined(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  const widths = new Set(tensors.map(({ datatype, shape }) => `${datatype} ${shape.slice(1).join()}`));
  if (first === undefined || widths.size > 1) throw new Error('Tensors of different shapes cannot share a batch.');
  const shape = [tensors.reduce((sum, tensor) => sum + tensor.shape[0]!, 0), ...first.shape.slice(1)];
  // #if BYTES
  if (first.datatype === 'BYTES')
    return { datatype: 'BYTES', shape, data: tensors.flatMap((each) => (each.datatype === 'BYTES' ? each.data : [])) };
  // #endif
  return tensorOver(first.datatype, shape, new Uint8Array(Buffer.concat(tensors.map(tensorBytes))));
}

function cut(tensor: Tensor, start: number, count: number): Tensor {
  const [rows = 0, ...rest] = tensor.shape;
  const shape = [count, ...rest];
  // #if BYTES
  if (tensor.datatype === 'BYTES') {
    const width = tensor.data.length / rows;
    return { datatype: 'BYTES', shape, data: tensor.data.slice(start * width, (start + count) * width) };
  }
  // #endif
  const bytes = tensorBytes(tensor);
  const rowBytes = bytes.byteLength / rows;
  return tensorOver(tensor.datatype, shape, bytes.subarray(start * rowBytes, (start + count) * rowBytes));
}
