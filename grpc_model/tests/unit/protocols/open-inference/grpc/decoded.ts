import { ServingError } from '../../../../../src/core/errors';
import { openInferenceService } from '../../../../../src/protocols/open-inference/definition';
import type { InferTensorContentsInput } from '../../../../../src/protocols/open-inference/generated/inference/InferTensorContents';
import type { ModelInferRequestInput } from '../../../../../src/protocols/open-inference/generated/inference/ModelInferRequest';
import { decodeInferRequest } from '../../../../../src/protocols/open-inference/grpc/infer-request';
import { hexOf } from './generic-messages';

export const BOUNDS = { maxRequestParts: 10_000, maxMessageBytes: 2 ** 20 };

const { requestSerialize } = openInferenceService.ModelInfer;

/** One input `x` of a model `m`. */
export function requestOf(
  datatype: string,
  contents: InferTensorContentsInput | undefined,
  rest: ModelInferRequestInput = {},
): Buffer {
  const input = { name: 'x', datatype, shape: [1], ...(contents === undefined ? {} : { contents }) };
  return requestSerialize({ model_name: 'm', inputs: [input], ...rest });
}

export async function errorOf(bytes: Buffer, bounds = BOUNDS): Promise<ServingError> {
  try {
    await decodeInferRequest(bytes, bounds);
  } catch (thrown) {
    if (thrown instanceof ServingError) return thrown;
    throw thrown;
  }
  throw new Error('It was decoded.');
}

export async function messageOf(bytes: Buffer): Promise<string> {
  const { code, message } = await errorOf(bytes);
  expect(code).toBe('invalid-argument');
  return message;
}

export async function elementsOf(bytes: Buffer): Promise<string | undefined> {
  const { message } = await decodeInferRequest(bytes, BOUNDS);
  const [input] = message.inputs;
  return input?.bytes && hexOf(input.bytes);
}
