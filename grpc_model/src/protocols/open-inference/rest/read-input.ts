import type { FromSchema } from 'json-schema-to-ts';
import { DATATYPES, type Datatype } from '../../../contract';
import { ServingError } from '../../../core/errors';
import { ElementsError } from '../../../core/json/elements-error';
import { readElements } from '../../../core/json/read-elements';
import type { TimeSlices } from '../../../core/json/time-slices';
import type { JsonDatatype } from '../../../core/json-elements';
import { ELEMENT_BYTES, elementCount } from '../../../core/tensor-shape';
import type { InferInput, Parameters, ParameterValue } from '../infer-message';
import { SHARED_MEMORY_REGION } from '../shared-memory-parameters';
import type { BinaryData } from './binary-input';
import type { inferEnvelopeSchema } from './infer-schemas';
import { takeParameter, toParameters } from './parameters';

export type GivenInput = FromSchema<typeof inferEnvelopeSchema>['inputs'][number];

/** Where the data of inputs may stand. */
export interface InputSources {
  readonly model: string;
  /** Each `data`, by the number that stands in its place. */
  readonly values: readonly Buffer[];
  readonly binary: BinaryData;
  readonly slices: TimeSlices;
  /** How much elements from JSON may still take, those of all inputs together: a number takes up to four times its digits. */
  leftBytes: number;
}

const MAX_SHOWN_LENGTHS = 16;
const NULL = Buffer.from('null');

/**
 * One input of a request, with its data.
 *
 * @throws ServingError `invalid-argument` with the protocol's sentence
 */
export async function readInput(given: GivenInput, sources: InputSources): Promise<InferInput> {
  const { name, shape } = given;
  const datatype = DATATYPES.find((each) => each === given.datatype);
  if (datatype === undefined) throw refused(`invalid datatype for input ${name}`);
  const parameters = toParameters(given.parameters);
  const size = takeParameter(parameters, 'binary_data_size');
  const data = jsonDataOf(given, sources);
  checkSources(data, size, parameters);
  // Without data in JSON, whoever checks the input against the model says what is wrong with -1.
  checkShape(name, shape, data === undefined ? shape.map((length) => (length === -1 ? 1 : length)) : shape);
  return { name, datatype, shape, parameters, bytes: await readData(given, datatype, data, size, sources) };
}

/** KServe's client writes `"data": null` for an input without elements, whose binary data is nothing at all. */
function jsonDataOf({ data }: GivenInput, { values }: InputSources): Buffer | undefined {
  return data === undefined || NULL.equals(values[data]!) ? undefined : values[data]!;
}

async function readData(
  { name, shape }: GivenInput,
  datatype: Datatype,
  data: Buffer | undefined,
  size: ParameterValue | undefined,
  sources: InputSources,
): Promise<Uint8Array | undefined> {
  const { model, binary, slices } = sources;
  if (size !== undefined) return binary.take(name, size);
  if (data === undefined) return undefined;
  if (datatype === 'FP16' || datatype === 'BF16') {
    throw refused(
      `receiving ${datatype} data via JSON is not supported. Please use the binary data format for input ${name}`,
    );
  }
  takeRoom(sources, decodedBytes(datatype, data, shape));
  try {
    return await readElements(data, datatype, shape, slices);
  } catch (thrown) {
    if (!(thrown instanceof ElementsError)) throw thrown;
    throw refused(`${sentenceFor(thrown, datatype)}: input '${name}' of model '${model}' ${thrown.message}`);
  }
}

/** How many bytes elements take, at most; as many as the JSON has room for. */
function decodedBytes(datatype: JsonDatatype, json: Buffer, shape: readonly number[]): number {
  const count = Math.min(elementCount(shape) ?? Infinity, json.byteLength / 2);
  // A text has a length of four bytes for its quotes and its comma.
  return datatype === 'BYTES' ? json.byteLength + count : count * ELEMENT_BYTES[datatype];
}

function takeRoom(sources: InputSources, bytes: number): void {
  sources.leftBytes -= bytes;
  if (sources.leftBytes >= 0) return;
  throw refused(
    'The elements of the request take more bytes than MAX_MESSAGE_BYTES allows for a message; send it in several requests.',
  );
}

function sentenceFor({ problem }: ElementsError, datatype: Datatype): string {
  switch (problem) {
    case 'too-many':
    case 'uneven':
      return `Unable to parse 'data': ${datatype === 'BYTES' ? 's' : 'S'}hape does not match true shape of 'data' field`;
    case 'too-few':
      return "Failed to parse 'data' field: shape does not match true shape";
    default:
      return "Unable to parse 'data'";
  }
}

function checkSources(data: Buffer | undefined, size: ParameterValue | undefined, parameters: Parameters): void {
  const found: string[] = [];
  if (data !== undefined) found.push("'data'");
  if (size !== undefined) found.push("'binary_data_size'");
  if (parameters.has(SHARED_MEMORY_REGION)) found.push("'shared_memory_region'");
  if (found.length === 1) return;
  throw refused(
    `Input must set only one of the following fields: 'data', 'binary_data_size' in 'parameters', 'shared_memory_region' in 'parameters'. But ${found.length === 0 ? 'no field is set' : `set ${found.join(' ')}`}`,
  );
}

function checkShape(name: string, shape: readonly number[], counted: readonly number[]): void {
  if (elementCount(counted) !== undefined) return;
  const shown = shape.slice(0, MAX_SHOWN_LENGTHS).join(',') + (shape.length > MAX_SHOWN_LENGTHS ? ',…' : '');
  throw refused(`invalid shape for input '${name}': shape [${shown}] contains one or more invalid dimensions`);
}

function refused(message: string): ServingError {
  return new ServingError('invalid-argument', message);
}
