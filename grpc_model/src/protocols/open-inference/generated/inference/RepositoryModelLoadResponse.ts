// Original file: protos/open-inference/inference.proto

/**
 * Both fields are there when the request had KServe's form, which reads them.
 */
export interface RepositoryModelLoadResponseInput {
  model_name?: string;
  isLoaded?: boolean;
}

/**
 * Both fields are there when the request had KServe's form, which reads them.
 */
export interface RepositoryModelLoadResponse {
  model_name: string;
  isLoaded: boolean;
}
