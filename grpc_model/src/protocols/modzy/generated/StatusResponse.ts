// Original file: protos/modzy/model.proto

import type { ModelInfoInput as _ModelInfoInput, ModelInfo as _ModelInfo } from './ModelInfo';
import type {
  ModelDescriptionInput as _ModelDescriptionInput,
  ModelDescription as _ModelDescription,
} from './ModelDescription';
import type { ModelInputInput as _ModelInputInput, ModelInput as _ModelInput } from './ModelInput';
import type { ModelOutputInput as _ModelOutputInput, ModelOutput as _ModelOutput } from './ModelOutput';
import type { ModelResourcesInput as _ModelResourcesInput, ModelResources as _ModelResources } from './ModelResources';
import type { ModelTimeoutInput as _ModelTimeoutInput, ModelTimeout as _ModelTimeout } from './ModelTimeout';
import type { ModelFeaturesInput as _ModelFeaturesInput, ModelFeatures as _ModelFeatures } from './ModelFeatures';

export interface StatusResponseInput {
  /**
   * 200, or 500 when the model could not be loaded.
   */
  status_code?: number;
  status?: string;
  message?: string;
  model_info?: _ModelInfoInput | null;
  description?: _ModelDescriptionInput | null;
  inputs?: _ModelInputInput[];
  outputs?: _ModelOutputInput[];
  resources?: _ModelResourcesInput | null;
  timeout?: _ModelTimeoutInput | null;
  features?: _ModelFeaturesInput | null;
}

export interface StatusResponse {
  /**
   * 200, or 500 when the model could not be loaded.
   */
  status_code: number;
  status: string;
  message: string;
  model_info: _ModelInfo | null;
  description: _ModelDescription | null;
  inputs: _ModelInput[];
  outputs: _ModelOutput[];
  resources: _ModelResources | null;
  timeout: _ModelTimeout | null;
  features: _ModelFeatures | null;
}
