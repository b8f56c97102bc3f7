import { ServingError } from '../../../core/errors';
import { ELEMENT_BYTES } from '../../../core/tensor-shape';
import type { InferInput } from '../infer-message';
import type { SharedMemory } from '../open-inference';
import { standsInSharedMemory } from '../shared-memory-parameters';
import { refusedIn, type Subject } from './refusals';

/** An input, and how many elements its shape holds. */
export interface SizedInput {
  readonly input: InferInput;
  readonly count: number;
}

/**
 * The elements that came with the request.
 *
 * @throws ServingError `invalid-argument` when there are none, or they have another size than the shape says
 */
export function sentData(sized: SizedInput, subject: Subject): Uint8Array {
  const { bytes } = sized.input;
  if (bytes === undefined) throw missing(sized, subject);
  checkSize(sized, bytes.byteLength, subject);
  return bytes;
}

/**
 * The elements of inputs of which some stand in shared memory. How many bytes these are is checked before they are read.
 *
 * @param maxBytes of all BYTES in shared memory together, whose shape does not bound them
 */
export async function readData(
  inputs: readonly SizedInput[],
  sharedMemory: SharedMemory,
  maxBytes: number,
  subject: Subject,
): Promise<readonly Uint8Array[]> {
  const data: Uint8Array[] = [];
  let leftBytes = maxBytes;
  for (const sized of inputs) {
    const { name, datatype, parameters, bytes } = sized.input;
    if (!standsInSharedMemory(parameters)) {
      data.push(sentData(sized, subject));
      continue;
    }
    if (bytes !== undefined) {
      const text = `unexpected 'content' provided when using shared memory for input tensor '${name}' for model '${subject.model}'`;
      throw refusedIn(subject, text);
    }
    const accept = (byteSize: number) => {
      checkSize(sized, byteSize, subject);
      if (datatype !== 'BYTES') return;
      if (byteSize > leftBytes) throw tooLarge(name, byteSize, maxBytes);
      leftBytes -= byteSize;
    };
    const read = await sharedMemory.read(name, parameters, accept);
    if (read === undefined) throw missing(sized, subject);
    data.push(read);
  }
  return data;
}

function checkSize({ input: { name, datatype }, count }: SizedInput, byteSize: number, subject: Subject): void {
  if (datatype === 'BYTES' || byteSize === count * ELEMENT_BYTES[datatype]) return;
  const sizes = `Expected ${count * ELEMENT_BYTES[datatype]}, got ${byteSize}`;
  throw refusedIn(subject, `input byte size mismatch for input '${name}' for model '${subject.model}'. ${sizes}`);
}

function missing({ input: { name } }: SizedInput, subject: Subject): ServingError {
  return refusedIn(subject, `unable to find data for input tensor '${name}' for model '${subject.model}' in request.`);
}

function tooLarge(name: string, byteSize: number, maxBytes: number): ServingError {
  return new ServingError(
    'too-large',
    `Input '${name}' has ${byteSize} bytes in shared memory; expected at most ${maxBytes} in all inputs of BYTES together (MAX_MESSAGE_BYTES).`,
  );
}
