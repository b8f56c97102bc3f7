// Original file: protos/open-inference/inference.proto

import type {
  StatisticDurationInput as _inference_StatisticDurationInput,
  StatisticDuration as _inference_StatisticDuration,
} from '../inference/StatisticDuration';
import type { Long } from '@grpc/proto-loader';

export interface InferBatchStatisticsInput {
  batch_size?: number | string | Long;
  compute_input?: _inference_StatisticDurationInput | null;
  compute_infer?: _inference_StatisticDurationInput | null;
  compute_output?: _inference_StatisticDurationInput | null;
}

export interface InferBatchStatistics {
  batch_size: string;
  compute_input: _inference_StatisticDuration | null;
  compute_infer: _inference_StatisticDuration | null;
  compute_output: _inference_StatisticDuration | null;
}
