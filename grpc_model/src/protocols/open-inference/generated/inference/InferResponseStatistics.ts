// Original file: protos/open-inference/inference.proto

import type {
  StatisticDurationInput as _inference_StatisticDurationInput,
  StatisticDuration as _inference_StatisticDuration,
} from '../inference/StatisticDuration';

export interface InferResponseStatisticsInput {
  compute_infer?: _inference_StatisticDurationInput | null;
  compute_output?: _inference_StatisticDurationInput | null;
  success?: _inference_StatisticDurationInput | null;
  fail?: _inference_StatisticDurationInput | null;
  empty_response?: _inference_StatisticDurationInput | null;
  cancel?: _inference_StatisticDurationInput | null;
}

export interface InferResponseStatistics {
  compute_infer: _inference_StatisticDuration | null;
  compute_output: _inference_StatisticDuration | null;
  success: _inference_StatisticDuration | null;
  fail: _inference_StatisticDuration | null;
  empty_response: _inference_StatisticDuration | null;
  cancel: _inference_StatisticDuration | null;
}
