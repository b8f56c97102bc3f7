// Original file: protos/open-inference/inference.proto

import type {
  ModelQueuePolicyInput as _inference_ModelQueuePolicyInput,
  ModelQueuePolicy as _inference_ModelQueuePolicy,
} from '../inference/ModelQueuePolicy';
import type { Long } from '@grpc/proto-loader';

export interface ModelDynamicBatchingInput {
  preferred_batch_size?: number[];
  max_queue_delay_microseconds?: number | string | Long;
  priority_levels?: number | string | Long;
  default_priority_level?: number | string | Long;
  default_queue_policy?: _inference_ModelQueuePolicyInput | null;
}

export interface ModelDynamicBatching {
  preferred_batch_size: number[];
  max_queue_delay_microseconds: string;
  priority_levels: string;
  default_priority_level: string;
  default_queue_policy: _inference_ModelQueuePolicy | null;
}
