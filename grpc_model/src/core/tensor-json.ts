import { ServingError } from './errors';
import type { TensorPart } from './request';
import { toTensor } from './tensor';
import { numbersOf } from './tensor-numbers';
import { describeTensor, elementCount } from './tensor-shape';

/** Writing more would hold up everybody else for longer than some milliseconds. */
export const MAX_JSON_ELEMENTS = 64 * 1024;

/**
 * A tensor as a JSON list, nested as its shape is; a scalar is a list of one. BOOL as `true` and `false`, 64-bit integers with
 * every digit; NaN and the infinities, which JSON lacks, as `null`. Single-precision numbers with as many digits as tell them apart.
 *
 * @throws ServingError `model-failed` when there are more than {@link MAX_JSON_ELEMENTS}
 */
export function writeJsonTensor(part: TensorPart): string {
  const { datatype, shape } = part;
  if ((elementCount(shape) ?? Infinity) > MAX_JSON_ELEMENTS) {
    throw new ServingError(
      'model-failed',
      `The model returned ${describeTensor(datatype, shape)} where it declares JSON, which carries at most ${MAX_JSON_ELEMENTS} elements; declare the output as application/x-npy.`,
    );
  }
  return nested(elementsOf(part), shape.length === 0 ? [1] : shape, 0, { at: 0 });
}

/** The elements as JSON writes them, in order. */
function elementsOf(part: TensorPart): string[] {
  const tensor = toTensor(part);
  switch (tensor.datatype) {
    case 'BYTES':
      return tensor.data.map((element) => JSON.stringify(Buffer.from(element).toString()));
    case 'BOOL':
      return Array.from(tensor.data, (each) => String(each !== 0));
    case 'FP32':
      return Array.from(tensor.data, (each) => (Number.isFinite(each) ? String(shortestDecimal(each)) : 'null'));
    default:
      return Array.from<number | bigint, string>(numbersOf(tensor), (each) =>
        typeof each === 'bigint' || Number.isFinite(each) ? String(each) : 'null',
      );
  }
}

/** 10⁰ to 10²², which are exact; then ten to the powers of the sizes that are worked with below. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MIN_EXPONENT = -14;
const MAX_EXPONENT = 5;
const LIMITS = Array.from({ length: MAX_EXPONENT + 2 - MIN_EXPONENT }, (_, index) =>
  Number(`1e${index + MIN_EXPONENT}`),
);
const MIN_DIGITS = 6;
const MAX_DIGITS = 9;
/** Closer to the middle between two whole numbers, a product may have been rounded to the wrong side of it. */
const NEAR_MIDDLE = 1e-6;

/** The shortest decimal that is read back as the same single-precision number: 0.1 instead of 0.10000000149011612. */
export function shortestDecimal(value: number): number {
  const size = Math.abs(value);
  if (!(size >= LIMITS[0]! && size < LIMITS.at(-1)!)) return shortestByText(value);
  const exponent = exponentOf(size);
  for (let digits = MIN_DIGITS; digits <= MAX_DIGITS; digits++) {
    // Dividing a whole number by an exact power of ten rounds as reading the decimal does.
    const scale = POWERS_OF_TEN[digits - 1 - exponent]!;
    const scaled = size * scale;
    const whole = Math.floor(scaled + 0.5);
    if (Math.abs(Math.abs(scaled - whole) - 0.5) < NEAR_MIDDLE) break;
    const candidate = whole / scale;
    if (Math.fround(candidate) === size) return value < 0 ? -candidate : candidate;
  }
  return shortestByText(value);
}

/** The largest power of ten that is not larger. */
function exponentOf(size: number): number {
  const exponent = Math.floor(Math.log10(size));
  // The logarithm is rounded.
  if (exponent >= MIN_EXPONENT && size < LIMITS[exponent - MIN_EXPONENT]!) return exponent - 1;
  return size >= LIMITS[exponent + 1 - MIN_EXPONENT]! ? exponent + 1 : exponent;
}

/** The same, for every number, several times as slow. */
function shortestByText(value: number): number {
  // `toPrecision` gives zero no sign.
  if (value === 0) return value;
  for (let digits = MIN_DIGITS; digits < MAX_DIGITS; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(MAX_DIGITS));
}

function nested(elements: readonly string[], shape: readonly number[], depth: number, cursor: { at: number }): string {
  const texts: string[] = [];
  for (let index = 0; index < shape[depth]!; index++) {
    texts.push(depth === shape.length - 1 ? elements[cursor.at++]! : nested(elements, shape, depth + 1, cursor));
  }
  return `[${texts.join(',')}]`;
}
