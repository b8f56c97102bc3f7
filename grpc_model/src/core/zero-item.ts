import type { DeclaredInput } from '../contract';
import type { Signature } from './executor';
import type { Item, TensorPart } from './request';
import { ELEMENT_BYTES, elementCount } from './tensor-shape';

/** An empty element is its length alone. */
const EMPTY_ELEMENT_BYTES = 4;

/**
 * An item of zeros to warm a model up with: every unknown length is 1, and texts are empty.
 *
 * @returns undefined when an input is no tensor, so that nobody knows what it looks like
 */
export function zeroItem({ inputs }: Pick<Signature, 'inputs'>): Item | undefined {
  const parts = inputs.map((input) => [input.name, zeroPart(input)] as const);
  const known = parts.filter((entry): entry is readonly [string, TensorPart] => entry[1] !== undefined);
  return known.length === inputs.length ? new Map(known) : undefined;
}

function zeroPart({ tensor }: DeclaredInput): TensorPart | undefined {
  if (tensor === undefined) return undefined;
  const { datatype } = tensor;
  const shape = tensor.shape.map((length) => (length === -1 ? 1 : length));
  const count = elementCount(shape);
  if (count === undefined) return undefined;
  const elementBytes = datatype === 'BYTES' ? EMPTY_ELEMENT_BYTES : ELEMENT_BYTES[datatype];
  return { kind: 'tensor', datatype, shape, bytes: new Uint8Array(count * elementBytes) };
}
