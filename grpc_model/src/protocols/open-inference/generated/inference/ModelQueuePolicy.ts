// Original file: protos/open-inference/inference.proto

export interface ModelQueuePolicyInput {
  max_queue_size?: number;
}

export interface ModelQueuePolicy {
  max_queue_size: number;
}
