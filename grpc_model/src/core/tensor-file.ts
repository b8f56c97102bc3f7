import { encodeNpy, isNpyDatatype } from './npy';
import type { Part, TensorPart } from './request';
import { splitElements } from './tensor-elements';

/**
 * A part for callers who know bytes alone: a tensor is a `.npy` file, and one of texts a flat JSON list. BF16, which NumPy
 * lacks, is widened to FP32 without loss.
 */
export function toFile(part: Part): Uint8Array {
  if (part.kind === 'bytes') return part.bytes;
  if (isNpyDatatype(part.datatype)) return encodeNpy(part.datatype, part);
  if (part.datatype === 'BF16') return encodeNpy('FP32', { shape: part.shape, bytes: widen(part) });
  return Buffer.from(JSON.stringify(splitElements(part.bytes).map((element) => Buffer.from(element).toString())));
}

/** A BF16 is the upper half of an FP32. */
function widen({ bytes }: TensorPart): Uint8Array {
  const widened = new Uint8Array(bytes.byteLength * 2);
  for (let at = 0; at < bytes.byteLength; at += 2) {
    widened[at * 2 + 2] = bytes[at]!;
    widened[at * 2 + 3] = bytes[at + 1]!;
  }
  return widened;
}
