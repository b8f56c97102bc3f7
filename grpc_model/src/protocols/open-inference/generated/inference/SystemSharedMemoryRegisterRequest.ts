// Original file: protos/open-inference/inference.proto

import type { Long } from '@grpc/proto-loader';

export interface SystemSharedMemoryRegisterRequestInput {
  name?: string;
  /**
   * The name of a POSIX shared memory object.
   */
  key?: string;
  offset?: number | string | Long;
  byte_size?: number | string | Long;
}

export interface SystemSharedMemoryRegisterRequest {
  name: string;
  /**
   * The name of a POSIX shared memory object.
   */
  key: string;
  offset: string;
  byte_size: string;
}
