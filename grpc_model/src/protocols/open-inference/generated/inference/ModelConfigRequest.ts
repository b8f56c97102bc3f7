// Original file: protos/open-inference/inference.proto

export interface ModelConfigRequestInput {
  name?: string;
  /**
   * Empty: the default version.
   */
  version?: string;
}

export interface ModelConfigRequest {
  name: string;
  /**
   * Empty: the default version.
   */
  version: string;
}
