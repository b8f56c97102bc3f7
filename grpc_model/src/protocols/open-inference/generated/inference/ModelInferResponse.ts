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

export interface _inference_ModelInferResponse_InferOutputTensorInput {
  name?: string;
  datatype?: string;
  shape?: (number | string | Long)[];
  parameters?: { [key: string]: _inference_InferParameterInput };
  contents?: _inference_InferTensorContentsInput | null;
}

export interface _inference_ModelInferResponse_InferOutputTensor {
  name: string;
  datatype: string;
  shape: string[];
  parameters: { [key: string]: _inference_InferParameter };
  contents: _inference_InferTensorContents | null;
}

export interface ModelInferResponseInput {
  model_name?: string;
  model_version?: string;
  id?: string;
  parameters?: { [key: string]: _inference_InferParameterInput };
  outputs?: _inference_ModelInferResponse_InferOutputTensorInput[];
  /**
   * One for each output, in order, or none at all.
   */
  raw_output_contents?: (Buffer | Uint8Array | string)[];
}

export interface ModelInferResponse {
  model_name: string;
  model_version: string;
  id: string;
  parameters: { [key: string]: _inference_InferParameter };
  outputs: _inference_ModelInferResponse_InferOutputTensor[];
  /**
   * One for each output, in order, or none at all.
   */
  raw_output_contents: Buffer[];
}
