import type { ErrorObject } from 'ajv';
import type { FromSchema } from 'json-schema-to-ts';
import type { Caller } from '../../../core/call';
import { ServingError } from '../../../core/errors';
import { cutJson } from '../../../core/json/cut-json';
import { TimeSlices } from '../../../core/json/time-slices';
import type { HttpRequest } from '../../../transport/http/http-route';
import type { InferInput, InferMessage, RequestedOutput } from '../infer-message';
import { BinaryData, jsonLengthOf } from './binary-input';
import { inferEnvelopeSchema } from './infer-schemas';
import { takeBoolean, toParameters } from './parameters';
import { readInput } from './read-input';
import { readRawRequest } from './read-raw-request';
import { modelOf, type RestContext } from './rest-route';
import { expectation, keyOf, validated } from './validate';

type GivenRequest = FromSchema<typeof inferEnvelopeSchema>;

const DATA = ['inputs', '*', 'data'];

/** A request, and which outputs its caller wants as binary data. */
export interface RestInferRequest {
  readonly message: InferMessage;
  readonly isBinary: (output: string) => boolean;
}

/**
 * A request for inference: JSON, JSON with binary data after it, or the data of the only input alone.
 *
 * @throws ServingError `invalid-argument` with the protocol's sentence, where it has one
 */
export async function readInferRequest(
  request: HttpRequest,
  caller: Caller,
  { maxJsonDepth, maxMessageBytes, maxRequestParts, openInference: { models } }: RestContext,
): Promise<RestInferRequest> {
  const { body, headers } = request;
  const model = modelOf(request);
  const jsonLength = jsonLengthOf(headers, body);
  if (jsonLength === 0) return { message: await readRawRequest(body, model, models, caller), isBinary: () => true };
  const slices = new TimeSlices();
  const { envelope, values } = await cutJson(body.subarray(0, jsonLength), DATA, maxJsonDepth, slices);
  const given = validated(envelope, inferEnvelopeSchema, sentenceFor);
  refuseManyParts(given, maxRequestParts);
  const binary = new BinaryData(jsonLength === undefined ? undefined : body.subarray(jsonLength), model.name);
  const sources = { model: model.name, values, binary, slices, leftBytes: maxMessageBytes };
  const inputs: InferInput[] = [];
  for (const each of given.inputs) {
    inputs.push(await readInput(each, sources));
    if (slices.isOver) await slices.next();
  }
  binary.finish();
  const parameters = toParameters(given.parameters);
  const isBinaryByDefault = takeBoolean(parameters, 'binary_data_output') ?? false;
  const choices = new Map<string, boolean>();
  const outputs = (given.outputs ?? []).map(({ name, parameters: ofOutput }): RequestedOutput => {
    const others = toParameters(ofOutput);
    choices.set(name, takeBoolean(others, 'binary_data') ?? isBinaryByDefault);
    return { name, parameters: others };
  });
  const { name: modelName, version: modelVersion } = model;
  return {
    message: { modelName, modelVersion, id: given.id ?? '', parameters, inputs, outputs },
    isBinary: (output) => choices.get(output) ?? isBinaryByDefault,
  };
}

/** Each costs work before the model sees it. */
function refuseManyParts({ inputs, outputs = [], ...whole }: GivenRequest, maxParts: number): void {
  let count = inputs.length + outputs.length;
  for (const { parameters = {} } of [whole, ...inputs, ...outputs]) count += Object.keys(parameters).length;
  for (const { shape } of inputs) count += shape.length;
  if (count <= maxParts) return;
  throw new ServingError(
    'invalid-argument',
    `The request holds more than ${maxParts} inputs, outputs, parameters and dimensions together; send it in several requests.`,
  );
}

function sentenceFor(error: ErrorObject): string | undefined {
  const isParameter = /\/parameters\/[^/]*$/.test(error.instancePath);
  return isParameter
    ? `parameter '${keyOf(error)}' has invalid type. It should be either 'int', 'bool', or 'string'. ${expectation(error)}`
    : undefined;
}
