import type { TensorDeclaration } from '../contract';
import type { TensorReading } from './tensor';
import { describeTensor, resolveShape } from './tensor-shape';
import { encodeElements } from './json-elements';

/** Reading it holds up everybody else for some milliseconds at this size. */
export const MAX_JSON_BYTES = 1024 * 1024;

const MAX_SHOWN_CHARS = 40;

/** @returns undefined when the content is no JSON list */
export function parseJsonList(content: Uint8Array): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString());
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The tensor in a JSON list, which is nested as the declared shape is, or flat, row by row; a scalar is a list of one. */
export function readJsonTensor(list: readonly unknown[], { datatype, shape }: TensorDeclaration): TensorReading {
  if (datatype === 'FP16' || datatype === 'BF16')
    return { problem: `is JSON, which cannot carry ${datatype}; send .npy or raw bytes` };
  const isNested = Array.isArray(list[0]) && shape.length > 1;
  const laidOut = isNested ? layOut(list, shape.length) : layOutFlat(list, shape);
  if (laidOut === undefined) {
    const given = isNested ? 'nested unevenly' : `flat with ${list.length} elements`;
    return { problem: `is a JSON list, ${given}; expected ${describeTensor(datatype, shape)}` };
  }
  const encoded = encodeElements(datatype, laidOut.elements);
  if ('bytes' in encoded) return { part: { kind: 'tensor', datatype, shape: laidOut.shape, bytes: encoded.bytes } };
  const misfit = JSON.stringify(encoded.misfit).slice(0, MAX_SHOWN_CHARS);
  return { problem: `is a JSON list with ${misfit} in it; expected elements of ${datatype}` };
}

interface LaidOut {
  readonly shape: readonly number[];
  readonly elements: readonly unknown[];
}

function layOutFlat(elements: readonly unknown[], declared: readonly number[]): LaidOut | undefined {
  const shape = resolveShape(declared, elements.length);
  return shape && { shape, elements };
}

/** @returns undefined when lists of one depth differ in length, or elements begin at another depth */
function layOut(list: readonly unknown[], depth: number): LaidOut | undefined {
  const shape = [list.length];
  let level = list;
  while (shape.length < depth) {
    const length = Array.isArray(level[0]) ? level[0].length : 0;
    const next: unknown[] = [];
    for (const each of level) {
      if (!Array.isArray(each) || each.length !== length) return undefined;
      for (const inner of each) next.push(inner);
    }
    shape.push(length);
    level = next;
  }
  return { shape, elements: level };
}
