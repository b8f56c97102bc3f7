// Original file: protos/open-inference/inference.proto

export interface ModelMetadataRequestInput {
  name?: string;
  /**
   * Empty: the default version.
   */
  version?: string;
}

export interface ModelMetadataRequest {
  name: string;
  /**
   * Empty: the default version.
   */
  version: string;
}
