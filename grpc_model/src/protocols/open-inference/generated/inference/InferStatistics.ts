// Original file: protos/open-inference/inference.proto

import type {
  StatisticDurationInput as _inference_StatisticDurationInput,
  StatisticDuration as _inference_StatisticDuration,
} from '../inference/StatisticDuration';

export interface InferStatisticsInput {
  success?: _inference_StatisticDurationInput | null;
  fail?: _inference_StatisticDurationInput | null;
  queue?: _inference_StatisticDurationInput | null;
  compute_input?: _inference_StatisticDurationInput | null;
  compute_infer?: _inference_StatisticDurationInput | null;
  compute_output?: _inference_StatisticDurationInput | null;
  cache_hit?: _inference_StatisticDurationInput | null;
  cache_miss?: _inference_StatisticDurationInput | null;
}

export interface InferStatistics {
  success: _inference_StatisticDuration | null;
  fail: _inference_StatisticDuration | null;
  queue: _inference_StatisticDuration | null;
  compute_input: _inference_StatisticDuration | null;
  compute_infer: _inference_StatisticDuration | null;
  compute_output: _inference_StatisticDuration | null;
  cache_hit: _inference_StatisticDuration | null;
  cache_miss: _inference_StatisticDuration | null;
}
