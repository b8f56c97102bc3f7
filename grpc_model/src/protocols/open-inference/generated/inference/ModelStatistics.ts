// Original file: protos/open-inference/inference.proto

import type {
  InferStatisticsInput as _inference_InferStatisticsInput,
  InferStatistics as _inference_InferStatistics,
} from '../inference/InferStatistics';
import type {
  InferBatchStatisticsInput as _inference_InferBatchStatisticsInput,
  InferBatchStatistics as _inference_InferBatchStatistics,
} from '../inference/InferBatchStatistics';
import type {
  MemoryUsageInput as _inference_MemoryUsageInput,
  MemoryUsage as _inference_MemoryUsage,
} from '../inference/MemoryUsage';
import type {
  InferResponseStatisticsInput as _inference_InferResponseStatisticsInput,
  InferResponseStatistics as _inference_InferResponseStatistics,
} from '../inference/InferResponseStatistics';
import type { Long } from '@grpc/proto-loader';

export interface ModelStatisticsInput {
  name?: string;
  version?: string;
  /**
   * In milliseconds since 1970; 0: never.
   */
  last_inference?: number | string | Long;
  /**
   * Items, or rows, of all requests.
   */
  inference_count?: number | string | Long;
  /**
   * Calls of the model, each with a batch.
   */
  execution_count?: number | string | Long;
  inference_stats?: _inference_InferStatisticsInput | null;
  batch_stats?: _inference_InferBatchStatisticsInput[];
  memory_usage?: _inference_MemoryUsageInput[];
  response_stats?: { [key: string]: _inference_InferResponseStatisticsInput };
}

export interface ModelStatistics {
  name: string;
  version: string;
  /**
   * In milliseconds since 1970; 0: never.
   */
  last_inference: string;
  /**
   * Items, or rows, of all requests.
   */
  inference_count: string;
  /**
   * Calls of the model, each with a batch.
   */
  execution_count: string;
  inference_stats: _inference_InferStatistics | null;
  batch_stats: _inference_InferBatchStatistics[];
  memory_usage: _inference_MemoryUsage[];
  response_stats: { [key: string]: _inference_InferResponseStatistics };
}
