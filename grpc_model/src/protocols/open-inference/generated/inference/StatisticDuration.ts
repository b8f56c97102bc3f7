// Original file: protos/open-inference/inference.proto

import type { Long } from '@grpc/proto-loader';

export interface StatisticDurationInput {
  count?: number | string | Long;
  /**
   * Of all of them together, in nanoseconds.
   */
  ns?: number | string | Long;
}

export interface StatisticDuration {
  count: string;
  /**
   * Of all of them together, in nanoseconds.
   */
  ns: string;
}
