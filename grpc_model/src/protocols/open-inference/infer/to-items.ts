import type { DeclaredInput, ModelMetadata } from '../../../contract';
import type { Item, Part } from '../../../core/request';
import { elementCount } from '../../../core/tensor-shape';
import type { CheckedInput, CheckedInputs } from './check-inputs';
import { findElementEnds, type ExpectedElements } from './element-walk';
import type { Subject } from './refusals';
import { signatureOf, type TensorSpec } from './signature';

/** An element of BYTES has its length before it. */
const LENGTH_BYTES = 4;

/**
 * The items of a request; their parts share the memory of its inputs. Each of a batch gets its own slice of every input: an
 * element of BYTES as bytes, one row of a tensor that is declared with -1 in front, and of any other the tensor as it is
 * declared.
 *
 * @throws ServingError `invalid-argument` when the elements of BYTES are not as many as the shape says
 */
export function toItems(
  checked: CheckedInputs,
  metadata: ModelMetadata,
  subject: Subject,
): readonly Item[] | Promise<readonly Item[]> {
  const { inputs: specs } = signatureOf(metadata);
  const hasElements = specs.some(({ datatype }) => datatype === 'BYTES');
  return hasElements ? walkAndSpread(checked, metadata, subject) : [tensorsOf(checked, specs)];
}

/** The one item of a model that takes tensors alone. */
function tensorsOf({ inputs }: CheckedInputs, specs: readonly TensorSpec[]): Item {
  const item = new Map<string, Part>();
  for (let index = 0; index < specs.length; index++) {
    const { name, datatype } = specs[index]!;
    const { shape, bytes } = inputs[index]!;
    item.set(name, { kind: 'tensor', datatype, shape, bytes });
  }
  return item;
}

async function walkAndSpread(
  checked: CheckedInputs,
  metadata: ModelMetadata,
  subject: Subject,
): Promise<readonly Item[]> {
  const { inputs, batch } = checked;
  const { inputs: specs } = signatureOf(metadata);
  const items = Array.from({ length: batch ?? 1 }, () => new Map<string, Part>());
  for (let index = 0; index < specs.length; index++) {
    const input = inputs[index]!;
    const { name, datatype } = specs[index]!;
    let ends: readonly number[] | undefined;
    if (datatype === 'BYTES') {
      const found = findElementEnds(input.bytes, elementsOf(input, batch), name, subject);
      ends = found instanceof Promise ? await found : found;
    }
    if (batch !== undefined) spread(items, metadata.inputs[index]!, input, ends);
  }
  return batch === undefined ? [tensorsOf(checked, specs)] : items;
}

function elementsOf({ shape }: CheckedInput, batch: number | undefined): ExpectedElements {
  const count = elementCount(shape)!;
  return batch === undefined ? { groups: 1, perGroup: count } : { groups: batch, perGroup: count / batch };
}

/** @param ends where each item's elements of BYTES end; undefined for all other datatypes, whose items take equally many bytes */
function spread(
  items: readonly Map<string, Part>[],
  { name, tensor }: DeclaredInput,
  { shape, bytes }: CheckedInput,
  ends: readonly number[] | undefined,
): void {
  const rest = shape.slice(1);
  const itemShape = tensor?.shape[0] === -1 ? [1, ...rest] : rest;
  const itemBytes = bytes.byteLength / items.length;
  let from = 0;
  for (let index = 0; index < items.length; index++) {
    const to = ends === undefined ? (index + 1) * itemBytes : ends[index]!;
    const part: Part =
      tensor === undefined
        ? { kind: 'bytes', bytes: bytes.subarray(from + LENGTH_BYTES, to) }
        : { kind: 'tensor', datatype: tensor.datatype, shape: itemShape, bytes: bytes.subarray(from, to) };
    items[index]!.set(name, part);
    from = to;
  }
}
