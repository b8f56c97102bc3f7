import type { Datatype, Tensor, TensorDeclaration } from '../contract';
import { parseJsonList, readJsonTensor } from '../core/json-tensor';
import { decodeNpy, isNpy } from '../core/npy';
import { toTensor, type TensorReading } from '../core/tensor';
import { numbersOf } from '../core/tensor-numbers';
import { describeTensor } from '../core/tensor-shape';
import type { Tolerance } from './read-test-cases';

const FLOATS: ReadonlySet<Datatype> = new Set<Datatype>(['FP16', 'BF16', 'FP32', 'FP64']);

/** Whether the files of an output are to be compared as tensors. */
export function isTensorFile(file: Uint8Array, declared: TensorDeclaration | undefined): boolean {
  return isNpy(file) || (declared !== undefined && declared.datatype !== 'BYTES');
}

/**
 * Where two tensors differ, whatever file each is in: in type, shape or elements. Numbers with a fraction may differ by the
 * tolerance, whole ones by its absolute part alone: a class is not nearly another one.
 */
export function compareTensors(
  expected: Uint8Array,
  found: Uint8Array,
  declared: TensorDeclaration | undefined,
  tolerance: Tolerance,
): string[] {
  const [a, b] = [readTensorFile(expected, declared), readTensorFile(found, declared)];
  if (typeof a === 'string') return [`the expected output ${a}`];
  if (typeof b === 'string') return [`the output found ${b}`];
  const [left, right] = [a, b].map(({ datatype, shape }) => describeTensor(datatype, shape));
  if (left !== right || a.shape.some((length, index) => length !== b.shape[index]))
    return [`expected a tensor ${left}, found ${right}`];
  return compareElements(a, b, tolerance);
}

/** @returns what is wrong with the file, as the end of a sentence */
function readTensorFile(file: Uint8Array, declared: TensorDeclaration | undefined): Tensor | string {
  const reading = readFile(file, declared);
  if ('problem' in reading) return reading.problem;
  return reading.part.datatype === 'BYTES' ? 'is a tensor of texts' : toTensor(reading.part);
}

function readFile(file: Uint8Array, declared: TensorDeclaration | undefined): TensorReading {
  if (isNpy(file)) return decodeNpy(file);
  const list = parseJsonList(file);
  if (list === undefined || declared === undefined) return { problem: 'is neither .npy nor a JSON list' };
  return readJsonTensor(list, declared);
}

function compareElements(expected: Tensor, found: Tensor, { absolute, relative }: Tolerance): string[] {
  if (expected.datatype === 'BYTES' || found.datatype === 'BYTES') return [];
  const [a, b] = [numbersOf(expected), numbersOf(found)];
  const part = FLOATS.has(expected.datatype) ? relative : 0;
  let first: number | undefined;
  let count = 0;
  for (let index = 0; index < a.length; index++) {
    if (isClose(a[index]!, b[index]!, absolute, part)) continue;
    first ??= index;
    count++;
  }
  if (first === undefined) return [];
  const place = placeOf(first, expected.shape).join(', ');
  return [
    `${count} of ${a.length} elements differ, the first at [${place}]: expected ${String(a[first])}, found ${String(b[first])}`,
  ];
}

function isClose(expected: number | bigint, found: number | bigint, absolute: number, relative: number): boolean {
  // Also infinities and, among them, what is no number: they are either there or not.
  if (Object.is(expected, found) || expected === found) return true;
  const distance = Math.abs(Number(expected) - Number(found));
  // Long whole numbers may have lost their difference, and an infinite number would allow any.
  if (distance === 0 || distance === Infinity) return false;
  return distance <= Math.max(absolute, relative * Math.abs(Number(expected)));
}

/** Where an element stands, by dimension. */
function placeOf(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((length) => {
      const at = rest % length;
      rest = Math.floor(rest / length);
      return at;
    })
    .toReversed();
}
