// Original file: protos/open-inference/inference.proto

import type { Long } from '@grpc/proto-loader';

export interface _inference_SystemSharedMemoryStatusResponse_RegionStatusInput {
  name?: string;
  key?: string;
  offset?: number | string | Long;
  byte_size?: number | string | Long;
}

export interface _inference_SystemSharedMemoryStatusResponse_RegionStatus {
  name: string;
  key: string;
  offset: string;
  byte_size: string;
}

export interface SystemSharedMemoryStatusResponseInput {
  regions?: { [key: string]: _inference_SystemSharedMemoryStatusResponse_RegionStatusInput };
}

export interface SystemSharedMemoryStatusResponse {
  regions: { [key: string]: _inference_SystemSharedMemoryStatusResponse_RegionStatus };
}
