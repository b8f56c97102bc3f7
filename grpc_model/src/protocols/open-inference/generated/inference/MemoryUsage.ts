// Original file: protos/open-inference/inference.proto

import type { Long } from '@grpc/proto-loader';

export interface MemoryUsageInput {
  type?: string;
  id?: number | string | Long;
  byte_size?: number | string | Long;
}

export interface MemoryUsage {
  type: string;
  id: string;
  byte_size: string;
}
