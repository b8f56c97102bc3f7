import type { ModelMetadata } from '../../../contract';
import type { ServingError } from '../../../core/errors';
import { elementCount, matchesShape } from '../../../core/tensor-shape';
import type { InferInput, InferMessage } from '../infer-message';
import type { SharedMemory } from '../open-inference';
import { standsInSharedMemory } from '../shared-memory-parameters';
import { readData, sentData, type SizedInput } from './input-data';
import { matchInputs } from './match-inputs';
import { refusedIn, shapeText, type Subject } from './refusals';
import { signatureOf, type TensorSpec } from './signature';

export interface CheckedInput {
  readonly shape: readonly number[];
  /** As many as the shape holds; of BYTES nobody has looked at them. */
  readonly bytes: Uint8Array;
}

/** The inputs of a request, which are as the model declares them but for the elements of BYTES. */
export interface CheckedInputs {
  /** In the order in which the model declares them. */
  readonly inputs: readonly CheckedInput[];
  /** How many items there are; undefined for a model whose requests are one item. */
  readonly batch: number | undefined;
  /** Each input that the model takes as bytes has a second dimension of 1, and so should what it gives as bytes. */
  readonly isColumn: boolean;
}

export interface InputBounds {
  /** The most items of one request. */
  readonly maxBatch: number;
  /** The most bytes of all BYTES in shared memory together. */
  readonly maxMessageBytes: number;
}

const ROWS_NOTE = ' The first dimension must be at least 1.';
const BATCH_NOTE = ' The first dimension is the batch: how many items the request holds, at least 1.';

/**
 * Checks names, datatypes, shapes and sizes. Nothing waits but for what stands in shared memory.
 *
 * @throws ServingError `invalid-argument`, in the words of contract sections 3.4 and 3.7
 */
export function checkInputs(
  message: InferMessage,
  metadata: ModelMetadata,
  sharedMemory: SharedMemory,
  { maxBatch, maxMessageBytes }: InputBounds,
): CheckedInputs | Promise<CheckedInputs> {
  const { inputs: specs, isBatched } = signatureOf(metadata);
  const given = matchInputs(message, specs);
  const subject: Subject = { id: message.id, model: message.modelName };
  const sized: SizedInput[] = [];
  let batch: number | undefined;
  let isColumn = isBatched;
  for (let index = 0; index < specs.length; index++) {
    const input = given[index]!;
    const takesBytes = metadata.inputs[index]!.tensor === undefined;
    const hasColumn = takesBytes && input.shape.length === 2 && input.shape[1] === 1;
    const count = checkShape(input, specs[index]!, isBatched, hasColumn, subject);
    if (isBatched) {
      batch ??= input.shape[0]!;
      if (input.shape[0] !== batch)
        throw refusedIn(subject, `input '${input.name}' batch size does not match other inputs for '${subject.model}'`);
      if (takesBytes && !hasColumn) isColumn = false;
    }
    sized.push({ input, count });
  }
  if (batch !== undefined && batch > maxBatch)
    throw refusedIn(subject, `inference request batch-size must be <= ${maxBatch} for '${subject.model}'`);
  const checked = (data: readonly Uint8Array[]): CheckedInputs => ({
    inputs: sized.map(({ input: { shape } }, index) => ({ shape, bytes: data[index]! })),
    batch,
    isColumn,
  });
  if (!given.some(({ parameters }) => standsInSharedMemory(parameters)))
    return checked(sized.map((each) => sentData(each, subject)));
  return readData(sized, sharedMemory, maxMessageBytes, subject).then(checked);
}

/**
 * @param hasColumn whether it is bytes with a second dimension of 1, which counts as if it had none
 * @returns how many elements the input has
 */
function checkShape(
  input: InferInput,
  spec: TensorSpec,
  isBatched: boolean,
  hasColumn: boolean,
  subject: Subject,
): number {
  const { name, datatype, shape } = input;
  const { model } = subject;
  if (datatype !== spec.datatype) {
    const text = `inference input '${name}' data-type is '${datatype}', but model '${model}' expects '${spec.datatype}'`;
    throw refusedIn(subject, text);
  }
  if (isBatched && shape.length === 0)
    throw refusedIn(subject, `input '${name}' has no shape but model requires batch dimension for '${model}'`);
  const count = elementCount(shape);
  if (count === undefined) throw unusableShape(input, spec, subject);
  if (matchesShape(shape, spec.shape, 1) || (hasColumn && shape[0]! > 0)) return count;
  throw unexpectedShape(input, spec, isBatched ? BATCH_NOTE : shape[0] === 0 ? ROWS_NOTE : '', subject);
}

function unusableShape(input: InferInput, spec: TensorSpec, subject: Subject): ServingError {
  const { name, shape } = input;
  if (shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    return unexpectedShape(input, spec, ' That are more elements than any tensor has.', subject);
  return refusedIn(
    subject,
    `All input dimensions should be specified for input '${name}' for model '${subject.model}', got ${shapeText(shape)}`,
  );
}

function unexpectedShape({ name, shape }: InferInput, spec: TensorSpec, note: string, subject: Subject): ServingError {
  const expected = `Expected ${shapeText(spec.shape)}, got ${shapeText(shape)}.`;
  return refusedIn(subject, `unexpected shape for input '${name}' for model '${subject.model}'. ${expected}${note}`);
}
