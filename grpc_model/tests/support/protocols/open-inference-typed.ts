import { Client, credentials } from '@grpc/grpc-js';
import { tensorBytes, type Datatype, type Tensor } from '../../../src/contract';
import { unaryCall } from '../../../src/clients/unary-call';
import { toTensor } from '../../../src/core/tensor';
import { openInferenceService } from '../../../src/protocols/open-inference/definition';
import type { InferTensorContentsInput } from '../../../src/protocols/open-inference/generated/inference/InferTensorContents';
import type { _inference_ModelInferResponse_InferOutputTensor as Output } from '../../../src/protocols/open-inference/generated/inference/ModelInferResponse';
import { ofTensors, type SendTensors } from './open-inference';
import type { Ports, Protocol } from './protocol';

const TIMEOUT_MS = 60_000;

/** gRPC with typed contents both ways, through the generic codec: as generated clients have it. */
export function openInferenceTyped({ grpc }: Ports): Protocol {
  const client = new Client(`127.0.0.1:${grpc}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
  });
  const send: SendTensors = async ({ name, version = '' }, inputs, parameters) => {
    const request = {
      model_name: name,
      model_version: version,
      parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { bool_param: value }])),
      inputs: Object.entries(inputs).map(([input, tensor]) => ({
        name: input,
        datatype: tensor.datatype,
        shape: [...tensor.shape],
        contents: contentsOf(tensor),
      })),
    };
    const { response } = await unaryCall(client, openInferenceService.ModelInfer, request, { timeoutMs: TIMEOUT_MS });
    return Object.fromEntries(
      response.outputs.map((output, index) => [output.name, tensorOf(output, response.raw_output_contents[index])]),
    );
  };
  return ofTensors('OIP gRPC, typed', send, () => client.close());
}

/** Elements in the field that is for their datatype. */
export function contentsOf(tensor: Tensor): InferTensorContentsInput {
  switch (tensor.datatype) {
    case 'BOOL':
      return { bool_contents: Array.from(tensor.data, (each) => each !== 0) };
    case 'INT8':
    case 'INT16':
    case 'INT32':
      return { int_contents: [...tensor.data] };
    case 'UINT8':
    case 'UINT16':
    case 'UINT32':
      return { uint_contents: [...tensor.data] };
    case 'INT64':
      return { int64_contents: Array.from(tensor.data, String) };
    case 'UINT64':
      return { uint64_contents: Array.from(tensor.data, String) };
    case 'FP32':
      return { fp32_contents: [...tensor.data] };
    case 'FP64':
      return { fp64_contents: [...tensor.data] };
    case 'BYTES':
      return { bytes_contents: tensor.data.map((each) => Buffer.from(each)) };
    default:
      throw new Error(`${tensor.datatype} has no typed contents.`);
  }
}

/** An output whose elements stand in the one field that is for its datatype, or raw. */
export function tensorOf({ datatype, shape, contents }: Output, raw: Buffer | undefined): Tensor {
  const lengths = shape.map(Number);
  const type = datatype as Datatype;
  if (raw !== undefined) return toTensor({ kind: 'tensor', datatype: type, shape: lengths, bytes: raw });
  const bytes = contents === null ? new Uint8Array() : tensorBytes(filled(type, lengths, contents));
  return toTensor({ kind: 'tensor', datatype: type, shape: lengths, bytes });
}

function filled(datatype: Datatype, shape: readonly number[], contents: NonNullable<Output['contents']>): Tensor {
  switch (datatype) {
    case 'BOOL':
      return { datatype, shape, data: Uint8Array.from(contents.bool_contents, Number) };
    case 'INT8':
      return { datatype, shape, data: Int8Array.from(contents.int_contents) };
    case 'INT16':
      return { datatype, shape, data: Int16Array.from(contents.int_contents) };
    case 'INT32':
      return { datatype, shape, data: Int32Array.from(contents.int_contents) };
    case 'UINT8':
      return { datatype, shape, data: Uint8Array.from(contents.uint_contents) };
    case 'UINT16':
      return { datatype, shape, data: Uint16Array.from(contents.uint_contents) };
    case 'UINT32':
      return { datatype, shape, data: Uint32Array.from(contents.uint_contents) };
    case 'INT64':
      return { datatype, shape, data: BigInt64Array.from(contents.int64_contents, BigInt) };
    case 'UINT64':
      return { datatype, shape, data: BigUint64Array.from(contents.uint64_contents, BigInt) };
    case 'FP32':
      return { datatype, shape, data: Float32Array.from(contents.fp32_contents) };
    case 'FP64':
      return { datatype, shape, data: Float64Array.from(contents.fp64_contents) };
    case 'BYTES':
      return { datatype, shape, data: contents.bytes_contents };
    default:
      throw new Error(`${datatype} has no typed contents.`);
  }
}
