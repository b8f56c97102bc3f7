// Original file: protos/open-inference/inference.proto

export interface SystemSharedMemoryStatusRequestInput {
  /**
   * Empty: every region.
   */
  name?: string;
}

export interface SystemSharedMemoryStatusRequest {
  /**
   * Empty: every region.
   */
  name: string;
}
