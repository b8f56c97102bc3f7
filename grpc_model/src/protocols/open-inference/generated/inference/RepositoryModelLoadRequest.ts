// Original file: protos/open-inference/inference.proto

import type {
  ModelRepositoryParameterInput as _inference_ModelRepositoryParameterInput,
  ModelRepositoryParameter as _inference_ModelRepositoryParameter,
} from '../inference/ModelRepositoryParameter';

export interface RepositoryModelLoadRequestInput {
  /**
   * The model's name, where model_name is empty: KServe's clients send it here.
   */
  repository_name?: string;
  model_name?: string;
  parameters?: { [key: string]: _inference_ModelRepositoryParameterInput };
}

export interface RepositoryModelLoadRequest {
  /**
   * The model's name, where model_name is empty: KServe's clients send it here.
   */
  repository_name: string;
  model_name: string;
  parameters: { [key: string]: _inference_ModelRepositoryParameter };
}
