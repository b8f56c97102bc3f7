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
      return Array.from(tensor.data, (each) => (Number.isFinite(each) ? String(shortest(each)) : 'null'));
    default:
      return Array.from<number | bigint, string>(numbersOf(tensor), (each) =>
        typeof each === 'bigint' || Number.isFinite(each) ? String(each) : 'null',
      );
  }
}

/** The shortest decimal that is read back as the same single-precision number: 0.1 instead of 0.10000000149011612. */
function shortest(value: number): number {
  for (const digits of [6, 7, 8]) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

function nested(elements: readonly string[], shape: readonly number[], depth: number, cursor: { at: number }): string {
  const texts: string[] = [];
  for (let index = 0; index < shape[depth]!; index++) {
    texts.push(depth === shape.length - 1 ? elements[cursor.at++]! : nested(elements, shape, depth + 1, cursor));
  }
  return `[${texts.join(',')}]`;
}
