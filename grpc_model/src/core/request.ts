import type { Datatype } from '../contract';
import type { CallParameters } from './call-parameters';
import type { ErrorCode } from './errors';

/** One named input or output as bytes. Its media type is the one that the model's metadata declares for the name. */
export interface BytesPart {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** One named input or output as a tensor. */
export interface TensorPart {
  readonly kind: 'tensor';
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /**
   * The elements in row-major order, little-endian, without padding; BOOL as one byte each, BYTES as a length in 32 bits
   * before each element's bytes.
   */
  readonly bytes: Uint8Array;
}

export type Part = BytesPart | TensorPart;

/** One request's worth of parts, by name. */
export type Item = ReadonlyMap<string, Part>;

/** What the caller wants beside the result, and gives beside the inputs; holds for every item of a request. */
export interface RequestOptions {
  readonly detectDrift: boolean;
  readonly explain: boolean;
  /** For the wrapper; absent when there are none. Their bounds are checked: see `checkParameters`. */
  readonly parameters?: CallParameters | undefined;
}

/** Classes of calls: what waits in a higher one goes first. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface InferenceRequest {
  readonly items: readonly Item[];
  readonly options: RequestOptions;
  /** Default: normal. */
  readonly priority?: Priority | undefined;
}

/** Why an item failed: a `ServingError`, or as much of one where a stack for each item would cost too much. */
export interface ItemError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What became of one item: its outputs, or why there are none. */
export type ItemResult =
  { readonly ok: true; readonly output: Item } | { readonly ok: false; readonly error: ItemError };

export function succeeded(output: Item): ItemResult {
  return { ok: true, output };
}

export function failed(error: ItemError): ItemResult {
  return { ok: false, error };
}

/** The bytes that all parts of all items hold together. */
export function byteLengthOfAll(items: readonly Item[]): number {
  let total = 0;
  for (const item of items) for (const part of item.values()) total += part.bytes.byteLength;
  return total;
}
