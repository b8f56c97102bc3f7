import { isUtf8 } from 'node:buffer';
import type { JsonDatatype } from '../json-elements';
import type { TensorPart } from '../request';
import { toTensor } from '../tensor';
import { countElements } from '../tensor-elements';
import { shortestDecimal } from '../tensor-json';
import { ElementsError } from './elements-error';
import { TimeSlices } from './time-slices';

/** Some tens of microseconds to write. */
const CHUNK_ELEMENTS = 128;

/** A tensor whose datatype JSON carries. */
export type JsonTensorPart = TensorPart & { readonly datatype: JsonDatatype };

/**
 * The elements of a whole tensor as a flat JSON list, row by row. 64-bit integers have every digit, single-precision
 * numbers as many as tell them apart, and zero its sign.
 *
 * @param write takes the next piece of the list
 * @throws ElementsError `misfit` when JSON has no form for an element: NaN, an infinity, bytes that are not UTF-8
 */
export async function writeElements(
  part: JsonTensorPart,
  write: (piece: string) => void,
  slices = new TimeSlices(),
): Promise<void> {
  const { count, textOf } = elementsOf(part);
  write('[');
  for (let from = 0; from < count; from += CHUNK_ELEMENTS) {
    if (slices.isOver) await slices.next();
    const texts: string[] = [];
    const end = Math.min(from + CHUNK_ELEMENTS, count);
    for (let index = from; index < end; index++) texts.push(textOf(index));
    write((from > 0 ? ',' : '') + texts.join(','));
  }
  write(']');
}

interface Elements {
  readonly count: number;
  /** Is asked for one after another. */
  readonly textOf: (index: number) => string;
}

function elementsOf(part: JsonTensorPart): Elements {
  if (part.datatype === 'BYTES') return textsOf(part.bytes);
  const { datatype, data } = toTensor(part);
  switch (datatype) {
    case 'BOOL':
      return { count: data.length, textOf: (index) => String(data[index] !== 0) };
    case 'FP32':
      return { count: data.length, textOf: (index) => decimal(shortestDecimal(finite(data[index]!, index))) };
    case 'FP64':
      return { count: data.length, textOf: (index) => decimal(finite(data[index]!, index)) };
    default:
      return { count: data.length, textOf: (index) => String(data[index]) };
  }
}

/** How many bytes stand before each element of BYTES: its length, little-endian. */
const LENGTH_BYTES = 4;

/** One after another, without an object for each: a megabyte can hold a quarter of a million. */
function textsOf(bytes: Uint8Array): Elements {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const textOf = (index: number) => {
    const from = at + LENGTH_BYTES;
    at = from + source.readUInt32LE(at);
    const element = source.subarray(from, at);
    if (!isUtf8(element)) throw new ElementsError('misfit', `has bytes at index ${index} that are not UTF-8`);
    return JSON.stringify(element.toString());
  };
  return { count: countElements(bytes)!, textOf };
}

function finite(value: number, index: number): number {
  if (Number.isFinite(value)) return value;
  throw new ElementsError('misfit', `has ${value} at index ${index}`);
}

/** Many parsers read `-0` as a whole number, which has no sign there. */
function decimal(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}
