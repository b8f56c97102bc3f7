// Original file: protos/open-inference/inference.proto

import type {
  ModelConfigInput as _inference_ModelConfigInput,
  ModelConfig as _inference_ModelConfig,
} from '../inference/ModelConfig';

export interface ModelConfigResponseInput {
  config?: _inference_ModelConfigInput | null;
}

export interface ModelConfigResponse {
  config: _inference_ModelConfig | null;
}
