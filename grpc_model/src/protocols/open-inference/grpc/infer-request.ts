import { DATATYPES, type Datatype } from '../../../contract';
import { ServingError } from '../../../core/errors';
import type { InferInput, InferMessage } from '../infer-message';
import { standsInSharedMemory } from '../shared-memory-parameters';
import { readTypedContents, type TypedSource } from './typed-contents';
import { asInvalidRequest, readWireRequest, clipped, type WireInput, type WireRequest } from './wire-request';

/** How much one request may hold. */
export interface RequestBounds {
  /** The most inputs, outputs, parameters and dimensions of one request together. */
  readonly maxRequestParts: number;
  /** The most bytes that the elements of typed contents take together, once they are read. */
  readonly maxMessageBytes: number;
}

export interface DecodedRequest {
  readonly message: InferMessage;
  /** At least one input came with typed contents, and its caller reads them. */
  readonly isTyped: boolean;
}

/** @throws ServingError `invalid-argument` when the bytes are no request, or one that contradicts itself */
export async function decodeInferRequest(bytes: Buffer, bounds: RequestBounds): Promise<DecodedRequest> {
  return toInferMessage(readWireRequest(bytes, bounds.maxRequestParts), bounds);
}

/**
 * Finds the elements of each input. Raw contents are views of the message.
 *
 * @throws ServingError `invalid-argument` when there are none, too many, or others than the input says
 */
export async function toInferMessage(wire: WireRequest, bounds: RequestBounds): Promise<DecodedRequest> {
  const { modelName, modelVersion, id, parameters, outputs, rawContents } = wire;
  const source: TypedSource = { bytes: wire.bytes, modelName, leftBytes: bounds.maxMessageBytes };
  for (const input of wire.inputs) refuseBothForms(input, wire);
  refuseOtherRawCount(wire);
  const inputs: InferInput[] = [];
  let rawIndex = 0;
  for (const input of wire.inputs) {
    const datatype = datatypeOf(input);
    let bytes: Uint8Array | undefined;
    if (input.contents.length > 0) bytes = await readTyped(source, input, datatype);
    else if (!isShared(input)) bytes = rawContents[rawIndex++] ?? refuseMissing(input, modelName);
    inputs.push({ name: input.name, datatype, shape: shapeOf(input), parameters: input.parameters, bytes });
  }
  const isTyped = wire.inputs.some(({ contents }) => contents.length > 0);
  return { message: { modelName, modelVersion, id, parameters, inputs, outputs }, isTyped };
}

async function readTyped(source: TypedSource, input: WireInput, datatype: Datatype): Promise<Uint8Array> {
  try {
    return await readTypedContents(source, input, datatype);
  } catch (thrown) {
    throw asInvalidRequest(thrown);
  }
}

function isShared({ parameters }: WireInput): boolean {
  return standsInSharedMemory(parameters);
}

function refuseBothForms(input: WireInput, { modelName, rawContents }: WireRequest): void {
  if (input.contents.length === 0) return;
  if (isShared(input)) {
    throw invalid(
      `unexpected 'content' provided when using shared memory for input tensor '${clipped(input.name)}' for model '${clipped(modelName)}'`,
    );
  }
  if (rawContents.length > 0) {
    throw invalid(
      `contents field must not be specified when using raw_input_contents for '${clipped(input.name)}' for model '${clipped(modelName)}'`,
    );
  }
}

/** One for each input, but those in shared memory. */
function refuseOtherRawCount({ inputs, rawContents, modelName }: WireRequest): void {
  if (rawContents.length === 0) return;
  const expected = inputs.reduce((count, input) => count + (isShared(input) ? 0 : 1), 0);
  if (rawContents.length === expected) return;
  throw invalid(
    `the number of inputs (${expected}) does not match the expected number of raw input contents (${rawContents.length}) for model '${clipped(modelName)}'.`,
  );
}

function refuseMissing({ name }: WireInput, modelName: string): never {
  throw invalid(
    `unable to find data for input tensor '${clipped(name)}' for model '${clipped(modelName)}' in request.`,
  );
}

function datatypeOf({ name, datatype }: WireInput): Datatype {
  const known = DATATYPES.find((each) => each === datatype);
  if (known !== undefined) return known;
  throw invalid(
    `invalid datatype for input ${clipped(name)}: '${clipped(datatype)}'; expected ${DATATYPES.join(', ')}`,
  );
}

function shapeOf({ name, shape }: WireInput): readonly number[] {
  const other = shape.find((length) => !Number.isSafeInteger(length));
  if (other === undefined) return shape;
  throw invalid(`The shape of input '${clipped(name)}' has the length ${other}; expected at most 2^53 - 1.`);
}

function invalid(message: string): ServingError {
  return new ServingError('invalid-argument', message);
}
