import { messageOf, ServingError } from '../../../core/errors';
import type { ParameterValue, Parameters, RequestedOutput } from '../infer-message';
import type { Span } from './contents-walk';
import { MessageReader } from './message-reader';

/** An input as it came, its elements not yet read. */
export interface WireInput {
  readonly name: string;
  readonly datatype: string;
  /** What is no safe integer was none on the wire that a number can hold. */
  readonly shape: readonly number[];
  readonly parameters: Parameters;
  /** Where its `contents` stand; none when it has none. Several are one after another a single message. */
  readonly contents: readonly Span[];
}

/** A `ModelInferRequest` as it came. */
export interface WireRequest {
  readonly bytes: Buffer;
  readonly modelName: string;
  readonly modelVersion: string;
  readonly id: string;
  readonly parameters: Parameters;
  readonly inputs: readonly WireInput[];
  readonly outputs: readonly RequestedOutput[];
  /** Views of the message. */
  readonly rawContents: readonly Buffer[];
}

const NOTHING: Span = { start: 0, end: 0 };

/**
 * Reads everything of a `ModelInferRequest` but typed contents, by hand, without the objects that a generic decoder puts in
 * between. Fields may be in any order; of a singular one the last counts.
 *
 * @param maxParts the most inputs, outputs, parameters, dimensions, raw contents and unknown fields together
 * @throws ServingError `invalid-argument` when there are more, or the bytes are no request
 */
export function readWireRequest(bytes: Buffer, maxParts: number): WireRequest {
  return decoding(() => readRequest(bytes, new MessageReader(bytes, maxParts)));
}

/** @throws ServingError `invalid-argument` for whatever a reader of the message throws */
export function decoding<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw asInvalidRequest(thrown);
  }
}

export function asInvalidRequest(thrown: unknown): ServingError {
  if (thrown instanceof ServingError) return thrown;
  const message = `The message is no ModelInferRequest: ${messageOf(thrown)}.`;
  return new ServingError('invalid-argument', message, { cause: thrown });
}

function readRequest(bytes: Buffer, reader: MessageReader): WireRequest {
  let modelName = NOTHING;
  let modelVersion = NOTHING;
  let id = NOTHING;
  const parameters = new Map<string, ParameterValue>();
  const inputs: WireInput[] = [];
  const outputs: RequestedOutput[] = [];
  const rawContents: Buffer[] = [];
  reader.fields((field, wireType) => {
    if (field === 1) modelName = reader.span();
    else if (field === 2) modelVersion = reader.span();
    else if (field === 3) id = reader.span();
    else if (field === 4) readParameter(reader, parameters);
    else if (field === 5) inputs.push(readInput(reader));
    else if (field === 6) outputs.push(readOutput(reader));
    else if (field === 7) rawContents.push(readRaw(reader));
    else reader.skip(wireType);
  });
  return {
    bytes,
    modelName: reader.textOf(modelName),
    modelVersion: reader.textOf(modelVersion),
    id: reader.textOf(id),
    parameters,
    inputs,
    outputs,
    rawContents,
  };
}

function readInput(reader: MessageReader): WireInput {
  reader.count();
  let name = NOTHING;
  let datatype = NOTHING;
  const shape: number[] = [];
  const parameters = new Map<string, ParameterValue>();
  const contents: Span[] = [];
  reader.message((field, wireType) => {
    if (field === 1) name = reader.span();
    else if (field === 2) datatype = reader.span();
    else if (field === 3) reader.dimensions(wireType, shape);
    else if (field === 4) readParameter(reader, parameters);
    else if (field === 5) {
      reader.count();
      contents.push(reader.span());
    } else reader.skip(wireType);
  });
  return { name: reader.textOf(name), datatype: reader.textOf(datatype), shape, parameters, contents };
}

function readOutput(reader: MessageReader): RequestedOutput {
  reader.count();
  let name = NOTHING;
  const parameters = new Map<string, ParameterValue>();
  reader.message((field, wireType) => {
    if (field === 1) name = reader.span();
    else if (field === 2) readParameter(reader, parameters);
    else reader.skip(wireType);
  });
  return { name: reader.textOf(name), parameters };
}

function readRaw(reader: MessageReader): Buffer {
  reader.count();
  return reader.bytes();
}

/** One entry of a map of parameters: of equal names the last one counts. */
function readParameter(reader: MessageReader, parameters: Map<string, ParameterValue>): void {
  reader.count();
  let nameSpan = NOTHING;
  let value: ParameterValue | Span | undefined;
  reader.message((field, wireType) => {
    if (field === 1) nameSpan = reader.span();
    else if (field === 2) value = readValue(reader);
    else reader.skip(wireType);
  });
  const name = reader.textOf(nameSpan);
  if (value === undefined) {
    throw new ServingError(
      'invalid-argument',
      `The parameter '${clipped(name)}' has no value; expected bool_param, int64_param, string_param, double_param or uint64_param.`,
    );
  }
  parameters.set(name, typeof value === 'object' ? reader.textOf(value) : value);
}

/** @returns where it stands, of a text; undefined when no choice is made */
function readValue(reader: MessageReader): ParameterValue | Span | undefined {
  let value: ParameterValue | Span | undefined;
  reader.message((field, wireType) => {
    if (field === 1) value = reader.bool();
    else if (field === 2) value = reader.int64();
    else if (field === 3) value = reader.span();
    else if (field === 4) value = reader.double();
    else if (field === 5) value = reader.uint64();
    else reader.skip(wireType);
  });
  return value;
}

const MAX_SHOWN_CHARS = 200;

/** A name that a caller chose, for a message: errors travel in headers, which are small. */
export function clipped(name: string): string {
  return name.length > MAX_SHOWN_CHARS ? `${name.slice(0, MAX_SHOWN_CHARS)}…` : name;
}
