// Original file: protos/open-inference/inference.proto

export interface ModelStatisticsRequestInput {
  /**
   * Empty: every model.
   */
  name?: string;
  /**
   * Empty: every version.
   */
  version?: string;
}

export interface ModelStatisticsRequest {
  /**
   * Empty: every model.
   */
  name: string;
  /**
   * Empty: every version.
   */
  version: string;
}
