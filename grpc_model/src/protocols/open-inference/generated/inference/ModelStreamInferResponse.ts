// Original file: protos/open-inference/inference.proto

import type {
  ModelInferResponseInput as _inference_ModelInferResponseInput,
  ModelInferResponse as _inference_ModelInferResponse,
} from '../inference/ModelInferResponse';

export interface ModelStreamInferResponseInput {
  /**
   * Empty: the request was answered.
   */
  error_message?: string;
  infer_response?: _inference_ModelInferResponseInput | null;
}

export interface ModelStreamInferResponse {
  /**
   * Empty: the request was answered.
   */
  error_message: string;
  infer_response: _inference_ModelInferResponse | null;
}
