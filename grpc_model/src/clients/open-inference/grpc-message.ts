import { tensorBytes, type Datatype } from '../../contract';
import { ServingError } from '../../core/errors';
import { encodeElements, type Encoded } from '../../core/json-elements';
import type {
  InferParameter,
  InferParameterInput,
} from '../../protocols/open-inference/generated/inference/InferParameter';
import type { InferTensorContents } from '../../protocols/open-inference/generated/inference/InferTensorContents';
import type { ModelInferRequestInput } from '../../protocols/open-inference/generated/inference/ModelInferRequest';
import type {
  _inference_ModelInferResponse_InferOutputTensor as OutputMessage,
  ModelInferResponse,
} from '../../protocols/open-inference/generated/inference/ModelInferResponse';
import type {
  InferAnswer,
  InferMessage,
  InferOutput,
  Parameters,
  ParameterValue,
} from '../../protocols/open-inference/infer-message';
import { readDatatype } from './tensors';

const MAX_INT64 = 2n ** 63n - 1n;

/** Every input has its elements in `raw_input_contents`, which share the memory of the message. */
export function toModelInferRequest(message: InferMessage): ModelInferRequestInput {
  return {
    model_name: message.modelName,
    model_version: message.modelVersion,
    id: message.id,
    parameters: toParameterMessages(message.parameters),
    inputs: message.inputs.map(({ name, datatype, shape, parameters }) => ({
      name,
      datatype,
      shape: [...shape],
      parameters: toParameterMessages(parameters),
    })),
    outputs: message.outputs.map(({ name, parameters }) => ({ name, parameters: toParameterMessages(parameters) })),
    raw_input_contents: message.inputs.map(({ bytes = new Uint8Array() }) => bytes),
  };
}

/** @throws ServingError `internal` when the answer is not what the protocol has */
export function fromModelInferResponse(response: ModelInferResponse): InferAnswer {
  const raw = response.raw_output_contents;
  return {
    modelName: response.model_name,
    modelVersion: response.model_version,
    id: response.id,
    parameters: fromParameterMessages(response.parameters),
    outputs: response.outputs.map((output, index) => fromOutput(output, raw[index])),
  };
}

function fromOutput(output: OutputMessage, raw: Buffer | undefined): InferOutput {
  const { name, contents } = output;
  const datatype = readDatatype(name, output.datatype);
  const shape = output.shape.map(Number);
  const parameters = fromParameterMessages(output.parameters);
  if (parameters.has('shared_memory_region')) return { name, datatype, shape, parameters, bytes: undefined };
  const bytes = raw ?? (contents === null ? new Uint8Array() : typedBytes(name, datatype, contents));
  return { name, datatype, shape, parameters, bytes };
}

const TYPED: Readonly<Record<Datatype, (contents: InferTensorContents) => Encoded>> = {
  BOOL: ({ bool_contents }) => encodeElements('BOOL', bool_contents),
  UINT8: ({ uint_contents }) => encodeElements('UINT8', uint_contents),
  UINT16: ({ uint_contents }) => encodeElements('UINT16', uint_contents),
  UINT32: ({ uint_contents }) => encodeElements('UINT32', uint_contents),
  UINT64: ({ uint64_contents }) => encodeElements('UINT64', uint64_contents),
  INT8: ({ int_contents }) => encodeElements('INT8', int_contents),
  INT16: ({ int_contents }) => encodeElements('INT16', int_contents),
  INT32: ({ int_contents }) => encodeElements('INT32', int_contents),
  INT64: ({ int64_contents }) => encodeElements('INT64', int64_contents),
  FP16: () => ({ bytes: new Uint8Array() }),
  BF16: () => ({ bytes: new Uint8Array() }),
  // JSON has no infinities; messages do.
  FP32: ({ fp32_contents: list }) => ({ bytes: new Uint8Array(Float32Array.from(list).buffer) }),
  FP64: ({ fp64_contents: list }) => ({ bytes: new Uint8Array(Float64Array.from(list).buffer) }),
  BYTES: ({ bytes_contents: data }) => ({
    bytes: tensorBytes({ datatype: 'BYTES', shape: [data.length], data }),
  }),
};

function typedBytes(name: string, datatype: Datatype, contents: InferTensorContents): Uint8Array {
  const encoded = TYPED[datatype](contents);
  if ('bytes' in encoded) return encoded.bytes;
  throw new ServingError(
    'internal',
    `The server's output '${name}' has ${String(encoded.misfit)} in it; expected elements of ${datatype}.`,
  );
}

function toParameterMessages(parameters: Parameters): Record<string, InferParameterInput> {
  return Object.fromEntries(Array.from(parameters, ([name, value]) => [name, toParameterMessage(value)]));
}

function toParameterMessage(value: ParameterValue): InferParameterInput {
  switch (typeof value) {
    case 'boolean':
      return { bool_param: value };
    case 'bigint':
      return value > MAX_INT64 ? { uint64_param: value.toString() } : { int64_param: value.toString() };
    case 'number':
      return { double_param: value };
    case 'string':
      return { string_param: value };
  }
}

function fromParameterMessages(messages: Readonly<Record<string, InferParameter>>): Map<string, ParameterValue> {
  const parameters = new Map<string, ParameterValue>();
  for (const [name, message] of Object.entries(messages)) {
    const value = fromParameterMessage(message);
    if (value !== undefined) parameters.set(name, value);
  }
  return parameters;
}

function fromParameterMessage(message: InferParameter): ParameterValue | undefined {
  if (message.int64_param !== undefined) return BigInt(message.int64_param);
  if (message.uint64_param !== undefined) return BigInt(message.uint64_param);
  return message.bool_param ?? message.string_param ?? message.double_param;
}
