import { encodeNpy, isNpyDatatype } from './npy';
import type { Part, TensorPart } from './request';
import { splitElements } from './tensor-elements';
import { writeJsonTensor } from './tensor-json';

/**
 * A part for callers who know bytes alone, by the output's media type: a tensor is a nested JSON list where that is JSON, and
 * else a `.npy` file. Texts, which `.npy` cannot hold, are always a flat JSON list; BF16, which NumPy
 * lacks, is widened to FP32 without loss.
 *
 * @throws ServingError `model-failed` when there are too many elements for JSON
 */
export function toFile(part: Part, mediaType?: string): Uint8Array {
  if (part.kind === 'bytes') return part.bytes;
  if (part.datatype === 'BYTES')
    return Buffer.from(JSON.stringify(splitElements(part.bytes).map((element) => Buffer.from(element).toString())));
  if (mediaType !== undefined && isJson(mediaType)) return Buffer.from(writeJsonTensor(part));
  if (isNpyDatatype(part.datatype)) return encodeNpy(part.datatype, part);
  return encodeNpy('FP32', { shape: part.shape, bytes: widen(part) });
}

function isJson(mediaType: string): boolean {
  return /[/+]json$/.test(mediaType);
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
