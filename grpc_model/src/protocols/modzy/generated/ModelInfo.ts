// Original file: protos/modzy/model.proto

export interface ModelInfoInput {
  model_name?: string;
  model_version?: string;
  model_author?: string;
  /**
   * "grpc" or "file".
   */
  model_type?: string;
  /**
   * "CUSTOM", "BAH" or "PARTNER".
   */
  source?: string;
}

export interface ModelInfo {
  model_name: string;
  model_version: string;
  model_author: string;
  /**
   * "grpc" or "file".
   */
  model_type: string;
  /**
   * "CUSTOM", "BAH" or "PARTNER".
   */
  source: string;
}
