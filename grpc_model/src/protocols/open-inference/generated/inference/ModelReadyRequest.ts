// Original file: protos/open-inference/inference.proto

export interface ModelReadyRequestInput {
  name?: string;
  /**
   * Empty: the default version.
   */
  version?: string;
}

export interface ModelReadyRequest {
  name: string;
  /**
   * Empty: the default version.
   */
  version: string;
}
