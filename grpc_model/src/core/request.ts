import type { ErrorCode } from './errors';

/** One named input or output as bytes. Its media type is the one that the model's metadata declares for the name. */
export interface BytesPart {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** One named input or output of an item. Tensors join this union with the first protocol that carries them. */
export type Part = BytesPart;

/** One request's worth of parts, by name. */
export type Item = ReadonlyMap<string, Part>;

/** What the caller wants beside the result; holds for every item of a request. */
export interface RequestOptions {
  readonly detectDrift: boolean;
  readonly explain: boolean;
}

export interface InferenceRequest {
  readonly items: readonly Item[];
  readonly options: RequestOptions;
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
