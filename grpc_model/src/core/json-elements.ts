import { tensorBytes, type Datatype } from '../contract';

/** The datatypes whose elements JSON carries; it has no half-precision numbers. */
export type JsonDatatype = Exclude<Datatype, 'FP16' | 'BF16'>;

/** The elements as a tensor's bytes, or the first that the datatype does not hold. */
export type Encoded = { readonly bytes: Uint8Array } | { readonly misfit: unknown };

const MAX_TEXT_OF_INTEGER = 24;

/** The elements of a JSON list as the bytes of a tensor. Whole numbers of 64 bits may stand as texts, too. */
export function encodeElements(datatype: JsonDatatype, list: readonly unknown[]): Encoded {
  return ENCODE[datatype](list);
}

const ENCODE: Readonly<Record<JsonDatatype, (list: readonly unknown[]) => Encoded>> = {
  BOOL: (list) => fill(new Uint8Array(list.length), list, bit),
  UINT8: (list) => fill(new Uint8Array(list.length), list, wholeNumber(0, 2 ** 8)),
  UINT16: (list) => fill(new Uint16Array(list.length), list, wholeNumber(0, 2 ** 16)),
  UINT32: (list) => fill(new Uint32Array(list.length), list, wholeNumber(0, 2 ** 32)),
  UINT64: (list) => fill(new BigUint64Array(list.length), list, longNumber(0n, 2n ** 64n)),
  INT8: (list) => fill(new Int8Array(list.length), list, wholeNumber(-(2 ** 7), 2 ** 7)),
  INT16: (list) => fill(new Int16Array(list.length), list, wholeNumber(-(2 ** 15), 2 ** 15)),
  INT32: (list) => fill(new Int32Array(list.length), list, wholeNumber(-(2 ** 31), 2 ** 31)),
  INT64: (list) => fill(new BigInt64Array(list.length), list, longNumber(-(2n ** 63n), 2n ** 63n)),
  FP32: (list) => fill(new Float32Array(list.length), list, (each) => finite(each, Math.fround)),
  FP64: (list) => fill(new Float64Array(list.length), list, (each) => finite(each, Number)),
  BYTES: encodeTexts,
};

type Elements<T> = ArrayBufferView & Record<number, T>;

function fill<T>(elements: Elements<T>, list: readonly unknown[], read: (each: unknown) => T | undefined): Encoded {
  for (let index = 0; index < list.length; index++) {
    const element = read(list[index]);
    if (element === undefined) return { misfit: list[index] };
    elements[index] = element;
  }
  return { bytes: new Uint8Array(elements.buffer) };
}

function encodeTexts(list: readonly unknown[]): Encoded {
  const data: Uint8Array[] = [];
  for (const each of list) {
    if (typeof each !== 'string') return { misfit: each };
    data.push(Buffer.from(each));
  }
  return { bytes: tensorBytes({ datatype: 'BYTES', shape: [data.length], data }) };
}

function bit(each: unknown): number | undefined {
  if (typeof each === 'boolean') return Number(each);
  return each === 0 || each === 1 ? each : undefined;
}

function finite(each: unknown, round: (value: number) => number): number | undefined {
  return typeof each === 'number' && Number.isFinite(round(each)) ? each : undefined;
}

/** @param end the first number that is too large */
function wholeNumber(first: number, end: number): (each: unknown) => number | undefined {
  return (each) =>
    typeof each === 'number' && Number.isInteger(each) && each >= first && each < end ? each : undefined;
}

/** JSON numbers beyond 2⁵³ have lost digits by the time that they are read. */
function longNumber(first: bigint, end: bigint): (each: unknown) => bigint | undefined {
  return (each) => {
    const value = toBigInt(each);
    return value !== undefined && value >= first && value < end ? value : undefined;
  };
}

function toBigInt(each: unknown): bigint | undefined {
  if (typeof each === 'number') return Number.isSafeInteger(each) ? BigInt(each) : undefined;
  return typeof each === 'string' && each.length <= MAX_TEXT_OF_INTEGER && /^-?\d+$/.test(each)
    ? BigInt(each)
    : undefined;
}
