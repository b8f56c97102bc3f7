import { openInferenceService } from '../../grpc_model/src/protocols/open-inference/definition';
import type { ModelInferRequestInput } from '../../grpc_model/src/protocols/open-inference/generated/inference/ModelInferRequest';
import { INPUT, inputOf, type BenchModel } from '../models/bench-model';
import { callOnce, type LoadRequest } from './requests';

const DATATYPE = 'FP32';
const asItIs = (bytes: Buffer) => bytes;

/** A ModelInfer with `raw_input_contents`, sent once to learn what its answer looks like. */
export function rawInfer(port: number, model: BenchModel): Promise<LoadRequest> {
  return inferRequest(port, { ...messageFor(model), raw_input_contents: [inputOf(model)] });
}

/** The same with `fp32_contents`. */
export function typedInfer(port: number, model: BenchModel): Promise<LoadRequest> {
  const { inputs: [input] = [], ...message } = messageFor(model);
  const fp32_contents = Array.from(new Float32Array(inputOf(model).buffer));
  return inferRequest(port, { ...message, inputs: [{ ...input, contents: { fp32_contents } }] });
}

/**
 * The same as a POST with binary tensor data.
 *
 * @param port of HTTP
 * @throws Error when the model does not answer it
 */
export async function binaryInfer(port: number, { name, ...model }: BenchModel): Promise<LoadRequest> {
  const data = inputOf(model);
  const parameters = { binary_data_size: data.byteLength };
  const inputs = [{ name: INPUT, shape: model.shape, datatype: DATATYPE, parameters }];
  const json = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
  const body = Buffer.concat([json, data]);
  const path = `/v2/models/${name}/infer`;
  const headers = {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(json.byteLength),
  };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  const answer = await response.arrayBuffer();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${Buffer.from(answer).toString()}`);
  return { protocol: 'http', path, headers, request: body.toString('base64'), answerBytes: answer.byteLength };
}

function messageFor({ name, shape }: BenchModel): ModelInferRequestInput {
  return { model_name: name, inputs: [{ name: INPUT, datatype: DATATYPE, shape: [...shape] }] };
}

async function inferRequest(port: number, message: ModelInferRequestInput): Promise<LoadRequest> {
  const { path, requestSerialize } = openInferenceService.ModelInfer;
  const request = requestSerialize(message);
  const method = { path, requestSerialize: asItIs, responseDeserialize: asItIs };
  const answer = await callOnce(port, method, request, {});
  return { path, request: request.toString('base64'), answerBytes: answer.byteLength };
}
