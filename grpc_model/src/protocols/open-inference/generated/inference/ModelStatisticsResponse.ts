// Original file: protos/open-inference/inference.proto

import type {
  ModelStatisticsInput as _inference_ModelStatisticsInput,
  ModelStatistics as _inference_ModelStatistics,
} from '../inference/ModelStatistics';

export interface ModelStatisticsResponseInput {
  model_stats?: _inference_ModelStatisticsInput[];
}

export interface ModelStatisticsResponse {
  model_stats: _inference_ModelStatistics[];
}
