import type { TensorDeclaration } from '../contract';
import { decodeNpy, isNpy } from './npy';
import type { Part, TensorPart } from './request';
import { findTensorProblem, type TensorReading } from './tensor';
import { countElements } from './tensor-elements';
import { describeTensor, ELEMENT_BYTES, elementCount, matchesShape, resolveShape } from './tensor-shape';
import { MAX_JSON_BYTES, parseJsonList, readJsonTensor } from './json-tensor';

const OPENING_BRACKET = '['.charCodeAt(0);

/**
 * The tensor that a caller gave for a declared one. Bytes are, in this order: the raw elements, when there are exactly as
 * many as the declared shape holds; a `.npy` file; a JSON list; the raw elements, when at most one length is unknown.
 *
 * @returns the tensor, or what is wrong with it, as the end of a sentence
 */
export function readTensorInput(given: Part, declared: TensorDeclaration): TensorReading {
  const reading = given.kind === 'tensor' ? { part: given } : readBytes(given.bytes, declared);
  if ('problem' in reading) return reading;
  const problem = findMismatch(reading.part, declared, 1) ?? findTensorProblem(reading.part);
  return problem === undefined ? reading : { problem };
}

/** @returns where the tensor is not what was declared, as the end of a sentence; undefined when it is */
export function findMismatch(
  { datatype, shape }: TensorPart,
  declared: TensorDeclaration,
  minRows: 0 | 1,
): string | undefined {
  if (datatype === declared.datatype && matchesShape(shape, declared.shape, minRows)) return undefined;
  return `is a tensor ${describeTensor(datatype, shape)}; expected ${describeDeclared(declared, minRows)}`;
}

function readBytes(bytes: Uint8Array, declared: TensorDeclaration): TensorReading {
  const raw = readRaw(bytes, declared);
  if (raw !== undefined && !declared.shape.includes(-1)) return { part: raw };
  if (isNpy(bytes)) return decodeNpy(bytes);
  const isLikeJson = bytes[0] === OPENING_BRACKET;
  const list = isLikeJson && bytes.byteLength <= MAX_JSON_BYTES ? parseJsonList(bytes) : undefined;
  // Raw elements that happen to be JSON from end to end are text for all that anybody can tell.
  if (list !== undefined) return readJsonTensor(list, declared);
  if (raw !== undefined) return { part: raw };
  const hint = isLikeJson ? `; JSON may have at most ${MAX_JSON_BYTES}: send .npy or raw bytes` : '';
  return {
    problem: `has ${bytes.byteLength} bytes, which are neither .npy, a JSON list nor the raw elements of ${describeDeclared(declared, 1)}${hint}`,
  };
}

/** @returns undefined when bytes do not come to a tensor of the declared shape */
function readRaw(bytes: Uint8Array, { datatype, shape: declared }: TensorDeclaration): TensorPart | undefined {
  const count = datatype === 'BYTES' ? countElements(bytes) : bytes.byteLength / ELEMENT_BYTES[datatype];
  if (count === undefined || !Number.isInteger(count)) return undefined;
  const shape = resolveShape(declared, count);
  return shape && elementCount(shape) === count ? { kind: 'tensor', datatype, shape, bytes } : undefined;
}

function describeDeclared({ datatype, shape }: TensorDeclaration, minRows: 0 | 1): string {
  const isOpen = shape.includes(-1);
  const least = minRows === 1 && shape[0] === -1 ? ', at least 1 in the first place' : '';
  return `${describeTensor(datatype, shape)}${isOpen ? ` (-1: any length${least})` : ''}`;
}
