// Original file: protos/open-inference/inference.proto

/**
 * Both fields are there when the request had KServe's form, which reads them.
 */
export interface RepositoryModelUnloadResponseInput {
  model_name?: string;
  isUnloaded?: boolean;
}

/**
 * Both fields are there when the request had KServe's form, which reads them.
 */
export interface RepositoryModelUnloadResponse {
  model_name: string;
  isUnloaded: boolean;
}
