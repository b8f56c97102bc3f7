import { DATATYPES } from '../../../contract';
import type { Caller } from '../../../core/call';
import { ServingError } from '../../../core/errors';
import { exactInteger } from '../../../core/json/exact-integers';
import { encodeElements } from '../../../core/json-elements';
import { resolveShape } from '../../../core/tensor-shape';
import type { HttpRequest } from '../../../transport/http/http-route';
import { readJson } from '../../../transport/http/read-json';
import { NO_PARAMETERS, type InferInput, type InferMessage } from '../infer-message';
import type { ModelMetadata, TensorMetadata } from '../models/schemas';
import { generateEnvelopeSchema, generateParametersSchema } from './generate-schemas';
import { toParameters } from './parameters';
import { modelOf, type RestContext } from './rest-route';
import { validated } from './validate';

/** A request to generate, and which output is the text. */
export interface GenerateRequest {
  readonly message: InferMessage;
  readonly textOutput: string;
}

type Scalar = string | number | boolean;
type Given = Scalar | readonly Scalar[];

/**
 * A request to generate text.
 *
 * @throws ServingError `invalid-argument` when it is malformed, or the model does not make text from text
 */
export async function readGenerateRequest(
  request: HttpRequest,
  caller: Caller,
  { maxJsonDepth, openInference: { models } }: RestContext,
): Promise<GenerateRequest> {
  const { body } = request;
  const given = validated(readJson(body, maxJsonDepth), generateEnvelopeSchema);
  const { id = '', text_input: text, parameters: own = {}, ...others } = given;
  validated(own, generateParametersSchema);
  const model = modelOf(request);
  const metadata = await models.metadata(model, caller);
  const textInput = textTensor(metadata, 'inputs', 'text_input');
  const inputs = [toInput(textInput, text)];
  const parameters = toParameters(scalarsOf(own));
  for (const [name, value] of Object.entries(others)) {
    const declared = metadata.inputs.find((each) => each.name === name && each !== textInput);
    if (declared !== undefined) inputs.push(toInput(declared, givenOf(name, value)));
    else {
      const scalar = exactInteger(given, name) ?? scalarOf(name, value);
      for (const [key, parameter] of toParameters({ [name]: scalar })) parameters.set(key, parameter);
    }
  }
  const { name: modelName, version: modelVersion } = model;
  return {
    message: { modelName, modelVersion, id, parameters, inputs, outputs: [] },
    textOutput: textTensor(metadata, 'outputs', 'text_output').name,
  };
}

/** The tensor of the name that the protocol gives it, or else the only one of texts. */
function textTensor(metadata: ModelMetadata, side: 'inputs' | 'outputs', name: string): TensorMetadata {
  const texts = metadata[side].filter(({ datatype }) => datatype === 'BYTES');
  const found = texts.find((each) => each.name === name) ?? (texts.length === 1 ? texts[0] : undefined);
  if (found !== undefined) return found;
  throw refused(
    `Model '${metadata.name}' has ${texts.length} ${side} of BYTES, none of them named '${name}'; expected that one, or exactly one.`,
  );
}

function toInput({ name, datatype: declared, shape: declaredShape }: TensorMetadata, given: Given): InferInput {
  const list = [given].flat();
  const datatype = DATATYPES.find((each) => each === declared)!;
  if (datatype === 'FP16' || datatype === 'BF16') {
    throw refused(
      `receiving ${datatype} data via JSON is not supported. Please use the binary data format for input ${name}`,
    );
  }
  // The last unknown length is that of the list; all others are one request's.
  const last = declaredShape.lastIndexOf(-1);
  const open = declaredShape.map((length, at) => (length === -1 && at !== last ? 1 : length));
  const shape = resolveShape(open, list.length);
  if (shape === undefined) {
    throw refused(`Input '${name}' has ${list.length} values; expected as many as [${declaredShape.join(',')}] holds.`);
  }
  const encoded = encodeElements(datatype, list);
  if ('bytes' in encoded) return { name, datatype, shape, parameters: NO_PARAMETERS, bytes: encoded.bytes };
  throw refused(
    `Input '${name}' has ${JSON.stringify(encoded.misfit).slice(0, 40)} in it; expected elements of ${datatype}.`,
  );
}

function scalarsOf(given: Readonly<Record<string, unknown>>): Record<string, Scalar | bigint> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, exactInteger(given, name) ?? scalarOf(name, value)]),
  );
}

/** Parameters are scalars: a list goes as the JSON that it came as. */
function scalarOf(name: string, value: unknown): Scalar {
  const given = givenOf(name, value);
  return isScalar(given) ? given : JSON.stringify(given);
}

/** @throws ServingError `invalid-argument` when it is neither a scalar nor a list of these */
function givenOf(name: string, value: unknown): Given {
  if (isScalar(value) || (Array.isArray(value) && value.every(isScalar))) return value;
  throw refused(`Unable to parse '${name}': expected a string, a number, a boolean or a list of these`);
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function refused(message: string): ServingError {
  return new ServingError('invalid-argument', message);
}
