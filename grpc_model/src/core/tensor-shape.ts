import type { Datatype } from '../contract';

/** How many bytes one element takes; BYTES, whose elements have a length each, is not among them. */
export const ELEMENT_BYTES: Readonly<Record<Exclude<Datatype, 'BYTES'>, number>> = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
};

const MAX_SHOWN_LENGTHS = 8;

/**
 * How many elements a tensor of the shape has; 1 for a scalar.
 *
 * @returns undefined when a length is no whole number from 0, or there would be more than 2⁵³
 */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  let isEmpty = false;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) return undefined;
    if (length === 0) isEmpty = true;
    else count *= length;
  }
  if (isEmpty) return 0;
  return Number.isSafeInteger(count) ? count : undefined;
}

/**
 * Whether a tensor of the shape is what the declared one allows: -1 stands for any length, in the first place for the
 * rows, of which there must be as many as `minRows`.
 */
export function matchesShape(shape: readonly number[], declared: readonly number[], minRows: 0 | 1): boolean {
  if (shape.length !== declared.length) return false;
  return declared.every((length, index) =>
    length === -1 ? index > 0 || shape[index]! >= minRows : length === shape[index],
  );
}

/**
 * The declared shape with its one unknown length worked out, so that the tensor has as many elements.
 *
 * @returns undefined when there is no such length, or more than one is unknown
 */
export function resolveShape(declared: readonly number[], count: number): readonly number[] | undefined {
  const at = declared.indexOf(-1);
  if (at === -1) return elementCount(declared) === count ? declared : undefined;
  let known: number | undefined = 1;
  for (let index = 0; index < declared.length; index++) if (index !== at) known *= declared[index]!;
  if (known < 0 || !Number.isSafeInteger(known)) known = undefined;
  if (known === undefined || known === 0 || count % known !== 0) return undefined;
  return declared.with(at, count / known);
}

/** For messages: `FP32 [1, 3]`. A caller may have sent a shape of any length. */
export function describeTensor(datatype: Datatype, shape: readonly number[]): string {
  const shown = shape.slice(0, MAX_SHOWN_LENGTHS).join(', ');
  return `${datatype} [${shown}${shape.length > MAX_SHOWN_LENGTHS ? ', …' : ''}]`;
}
