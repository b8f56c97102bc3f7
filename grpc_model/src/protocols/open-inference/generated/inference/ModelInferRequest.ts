// Original file: protos/open-inference/inference.proto

import type {
  InferParameterInput as _inference_InferParameterInput,
  InferParameter as _inference_InferParameter,
} from '../inference/InferParameter';
import type {
  InferTensorContentsInput as _inference_InferTensorContentsInput,
  InferTensorContents as _inference_InferTensorContents,
} from '../inference/InferTensorContents';
import type { Long } from '@grpc/proto-loader';

export interface _inference_ModelInferRequest_InferInputTensorInput {
  name?: string;
  datatype?: string;
  shape?: (number | string | Long)[];
  parameters?: { [key: string]: _inference_InferParameterInput };
  /**
   * Absent where raw_input_contents or shared memory has the data.
   */
  contents?: _inference_InferTensorContentsInput | null;
}

export interface _inference_ModelInferRequest_InferInputTensor {
  name: string;
  datatype: string;
  shape: string[];
  parameters: { [key: string]: _inference_InferParameter };
  /**
   * Absent where raw_input_contents or shared memory has the data.
   */
  contents: _inference_InferTensorContents | null;
}

export interface _inference_ModelInferRequest_InferRequestedOutputTensorInput {
  name?: string;
  parameters?: { [key: string]: _inference_InferParameterInput };
}

export interface _inference_ModelInferRequest_InferRequestedOutputTensor {
  name: string;
  parameters: { [key: string]: _inference_InferParameter };
}

export interface ModelInferRequestInput {
  model_name?: string;
  /**
   * Empty: the default version.
   */
  model_version?: string;
  /**
   * Comes back in the answer.
   */
  id?: string;
  parameters?: { [key: string]: _inference_InferParameterInput };
  inputs?: _inference_ModelInferRequest_InferInputTensorInput[];
  /**
   * Empty: all of them.
   */
  outputs?: _inference_ModelInferRequest_InferRequestedOutputTensorInput[];
  /**
   * One for each input, in order: little-endian, without padding; BYTES as a length in 32 bits before each element.
   */
  raw_input_contents?: (Buffer | Uint8Array | string)[];
}

export interface ModelInferRequest {
  model_name: string;
  /**
   * Empty: the default version.
   */
  model_version: string;
  /**
   * Comes back in the answer.
   */
  id: string;
  parameters: { [key: string]: _inference_InferParameter };
  inputs: _inference_ModelInferRequest_InferInputTensor[];
  /**
   * Empty: all of them.
   */
  outputs: _inference_ModelInferRequest_InferRequestedOutputTensor[];
  /**
   * One for each input, in order: little-endian, without padding; BYTES as a length in 32 bits before each element.
   */
  raw_input_contents: Buffer[];
}
