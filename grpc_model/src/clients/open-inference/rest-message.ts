import { messageOf, ServingError } from '../../core/errors';
import { readJsonTensor } from '../../core/json-tensor';
import type { Datatype } from '../../contract';
import type {
  InferAnswer,
  InferMessage,
  InferOutput,
  Parameters,
  ParameterValue,
} from '../../protocols/open-inference/infer-message';
import { hasLongIntegers, parseExactJson } from './exact-json';
import { Fields } from './fields';
import { readDatatype } from './tensors';

/** A body in pieces, which share the memory of the message, and how much of it is JSON. */
export interface RestBody {
  readonly pieces: readonly Uint8Array[];
  readonly jsonBytes: number;
}

/** Every input has its elements after the JSON, and every output is asked for in that form. */
export function toRestBody(message: InferMessage): RestBody {
  const json = JSON.stringify({
    ...(message.id !== '' && { id: message.id }),
    parameters: { ...toJsonParameters(message.parameters), binary_data_output: true },
    inputs: message.inputs.map(({ name, datatype, shape, parameters, bytes }) => ({
      name,
      datatype,
      shape,
      parameters: { ...toJsonParameters(parameters), binary_data_size: bytes?.byteLength ?? 0 },
    })),
    ...(message.outputs.length > 0 && {
      outputs: message.outputs.map(({ name, parameters }) => ({ name, parameters: toJsonParameters(parameters) })),
    }),
  });
  const header = Buffer.from(json);
  return {
    pieces: [header, ...message.inputs.map(({ bytes = new Uint8Array() }) => bytes)],
    jsonBytes: header.byteLength,
  };
}

/**
 * @param jsonBytes how much of the body is JSON; undefined: all
 * @throws ServingError `internal` when the answer is not what the protocol has
 */
export function fromRestBody(body: Buffer, jsonBytes = body.byteLength): InferAnswer {
  if (!Number.isSafeInteger(jsonBytes) || jsonBytes < 0 || jsonBytes > body.byteLength) {
    throw broken(`${jsonBytes} of its ${body.byteLength} bytes are JSON`);
  }
  const text = body.toString('utf8', 0, jsonBytes);
  const answer = new Fields(parse(text), 'the answer');
  return {
    modelName: answer.text('model_name'),
    modelVersion: answer.text('model_version'),
    id: answer.text('id'),
    parameters: fromJsonParameters(answer.object('parameters')),
    outputs: new OutputReader(text, body.subarray(jsonBytes)).read(answer.objects('outputs')),
  };
}

/** @throws ServingError `internal` when it is no JSON */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw broken(`its JSON cannot be read: ${messageOf(thrown)}`);
  }
}

/** Reads outputs one after the other: their elements stand in the JSON, or follow it in the same order. */
class OutputReader {
  readonly #json: string;
  readonly #blobs: Buffer;
  #at = 0;
  #exact: readonly Fields[] | undefined;

  constructor(json: string, blobs: Buffer) {
    this.#json = json;
    this.#blobs = blobs;
  }

  read(outputs: readonly Fields[]): InferOutput[] {
    return outputs.map((output, index) => {
      const name = output.text('name');
      const datatype = readDatatype(name, output.text('datatype'));
      const shape = output.numbers('shape');
      const given = output.object('parameters');
      const parameters = fromJsonParameters(given);
      parameters.delete('binary_data_size');
      const named = { name, datatype, shape, parameters };
      if (given.has('shared_memory_region')) return { ...named, bytes: undefined };
      if (given.has('binary_data_size')) return { ...named, bytes: this.#blob(name, given.number('binary_data_size')) };
      const data = isLong(datatype) ? this.#exactly(index, output) : output;
      return { ...named, bytes: bytesOf(named, data.list('data')) };
    });
  }

  #blob(name: string, size: number): Uint8Array {
    const end = this.#at + size;
    if (!(size >= 0) || end > this.#blobs.byteLength) {
      throw broken(`its output '${name}' should have ${size} bytes, and ${this.#blobs.byteLength - this.#at} are left`);
    }
    const blob = this.#blobs.subarray(this.#at, end);
    this.#at = end;
    return blob;
  }

  /** The same output, with the digits that a double would lose. */
  #exactly(index: number, output: Fields): Fields {
    if (!hasLongIntegers(this.#json)) return output;
    this.#exact ??= new Fields(parseExactJson(this.#json), 'the answer').objects('outputs');
    return this.#exact[index]!;
  }
}

function isLong(datatype: Datatype): boolean {
  return datatype === 'INT64' || datatype === 'UINT64';
}

function bytesOf({ name, datatype, shape }: Omit<InferOutput, 'bytes'>, list: readonly unknown[]): Uint8Array {
  const reading = readJsonTensor(list, { datatype, shape });
  if ('part' in reading) return reading.part.bytes;
  throw broken(`its output '${name}' ${reading.problem}`);
}

function toJsonParameters(parameters: Parameters): Record<string, boolean | number | string> {
  return Object.fromEntries(Array.from(parameters, ([name, value]) => [name, toJsonValue(name, value)]));
}

function toJsonValue(name: string, value: ParameterValue): boolean | number | string {
  if (typeof value !== 'bigint') return value;
  if (Number.isSafeInteger(Number(value))) return Number(value);
  throw new ServingError(
    'invalid-argument',
    `The parameter '${name}' is ${value}, which is sent over gRPC alone; expected at most ${Number.MAX_SAFE_INTEGER}.`,
  );
}

function fromJsonParameters(fields: Fields): Map<string, ParameterValue> {
  const parameters = new Map<string, ParameterValue>();
  for (const [name, value] of fields.entries()) {
    if (typeof value === 'number') parameters.set(name, Number.isSafeInteger(value) ? BigInt(value) : value);
    else if (typeof value === 'boolean' || typeof value === 'string') parameters.set(name, value);
  }
  return parameters;
}

function broken(problem: string): ServingError {
  return new ServingError('internal', `The server's answer is not what the protocol has: ${problem}.`);
}
