// Original file: protos/open-inference/inference.proto

export interface SystemSharedMemoryUnregisterRequestInput {
  /**
   * Empty: every region.
   */
  name?: string;
}

export interface SystemSharedMemoryUnregisterRequest {
  /**
   * Empty: every region.
   */
  name: string;
}
