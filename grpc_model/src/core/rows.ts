import { ServingError } from './errors';
import type { Signature } from './executor';
import type { Item, Part, TensorPart } from './request';

/** Where a model has rows: in tensors whose declared shape begins with -1. */
export interface RowLayout {
  /** The inputs whose first dimension counts rows. */
  readonly inputs: ReadonlySet<string>;
  /** Every output has rows, too, so that the answers to two halves of an item make up the answer to the whole. */
  readonly hasRowsInAllOutputs: boolean;
}

export function rowLayoutOf({ inputs, outputs }: Signature): RowLayout {
  const withRows = inputs.filter(({ tensor }) => tensor?.shape[0] === -1);
  return {
    inputs: new Set(withRows.map(({ name }) => name)),
    hasRowsInAllOutputs: outputs.length > 0 && outputs.every(({ tensor }) => tensor?.shape[0] === -1),
  };
}

/**
 * How many rows an item holds; 1 where none of its parts has rows.
 *
 * @returns undefined when its tensors have no number of rows in common; such an item can be neither merged nor split
 */
export function rowsOf(item: Item, layout: RowLayout): number | undefined {
  let rows: number | undefined;
  let hasFixed = false;
  for (const [name, part] of item) {
    if (part.kind === 'bytes') continue;
    const length = layout.inputs.has(name) ? part.shape[0] : undefined;
    if (length === undefined) hasFixed = true;
    else if (rows !== undefined && rows !== length) return undefined;
    else rows = length;
  }
  if (rows === undefined) return 1;
  return hasFixed ? undefined : rows;
}

/** Whether the item could be cut into items of fewer rows, and their outputs joined again. */
export function isSplittable(item: Item, layout: RowLayout): boolean {
  if (!layout.hasRowsInAllOutputs || rowsOf(item, layout) === undefined) return false;
  for (const part of item.values()) if (part.kind === 'bytes') return false;
  return true;
}

/**
 * Cuts an item whose parts are all tensors of equally many rows into items of at most `maxRows`, in order. Their bytes are
 * views of the item's.
 */
export function splitItem(item: Item, maxRows: number): Item[] {
  const pieces: Map<string, Part>[] = [];
  for (const [name, part] of item) {
    if (part.kind === 'bytes')
      throw new ServingError('internal', `The part "${name}" is no tensor, and was to be split.`);
    splitTensor(part, maxRows).forEach((piece, index) => (pieces[index] ??= new Map<string, Part>()).set(name, piece));
  }
  return pieces;
}

function splitTensor({ bytes, datatype, shape }: TensorPart, maxRows: number): TensorPart[] {
  const [rows = 0, ...rest] = shape;
  const next = datatype === 'BYTES' ? lengthWalker(bytes, product(rest)) : byRowBytes(bytes.byteLength / rows);
  const pieces: TensorPart[] = [];
  for (let row = 0, from = 0; row < rows; row += maxRows) {
    const count = Math.min(maxRows, rows - row);
    const to = next(from, count);
    pieces.push({ kind: 'tensor', datatype, shape: [count, ...rest], bytes: bytes.subarray(from, to) });
    from = to;
  }
  return pieces;
}

/** Where so many rows end that begin at an offset. */
type RowsEnd = (from: number, rows: number) => number;

function byRowBytes(rowBytes: number): RowsEnd {
  return (from, rows) => from + rows * rowBytes;
}

/** Elements of BYTES have their length before them. */
function lengthWalker(bytes: Uint8Array, elementsPerRow: number): RowsEnd {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (from, rows) => {
    let at = from;
    for (let left = rows * elementsPerRow; left > 0; left--) at += 4 + view.getUint32(at, true);
    return at;
  };
}

/**
 * Joins the outputs of an item's pieces along their rows, in order.
 *
 * @param rows how many rows each piece had
 * @throws ServingError `model-failed` when they do not make up one output
 */
export function joinItems(outputs: readonly Item[], rows: readonly number[]): Item {
  const joined = new Map<string, Part>();
  for (const name of outputs[0]!.keys()) joined.set(name, joinTensors(name, outputs, rows));
  return joined;
}

function joinTensors(name: string, outputs: readonly Item[], rows: readonly number[]): TensorPart {
  const parts = outputs.map((output, index) => tensorOf(output, name, rows[index]!));
  const [{ datatype, shape }] = parts as [TensorPart];
  const [, ...rest] = shape;
  const misfit = parts.find((part) => part.datatype !== datatype || !hasRest(part.shape, rest));
  if (misfit !== undefined) {
    throw new ServingError(
      'model-failed',
      `The model's output "${name}" was ${datatype} [${shape.join(', ')}] for some rows of an item and ` +
        `${misfit.datatype} [${misfit.shape.join(', ')}] for others; expected equal ones but for the first dimension.`,
    );
  }
  const total = rows.reduce((sum, count) => sum + count, 0);
  return { kind: 'tensor', datatype, shape: [total, ...rest], bytes: Buffer.concat(parts.map(({ bytes }) => bytes)) };
}

function tensorOf(output: Item, name: string, rows: number): TensorPart {
  const part = output.get(name);
  if (part?.kind === 'tensor' && part.shape[0] === rows) return part;
  const found = part?.kind === 'tensor' ? `a tensor of the shape [${part.shape.join(', ')}]` : 'no tensor';
  throw new ServingError(
    'model-failed',
    `The model's output "${name}" is ${found} for ${rows} rows; expected ${rows} rows.`,
  );
}

function hasRest(shape: readonly number[], rest: readonly number[]): boolean {
  return shape.length === rest.length + 1 && rest.every((length, index) => shape[index + 1] === length);
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total * length, 1);
}
