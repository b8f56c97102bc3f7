// Original file: protos/open-inference/inference.proto

import type { Long } from '@grpc/proto-loader';

export interface _inference_ModelVersionPolicy_AllInput {}

export interface _inference_ModelVersionPolicy_All {}

export interface _inference_ModelVersionPolicy_LatestInput {
  num_versions?: number;
}

export interface _inference_ModelVersionPolicy_Latest {
  num_versions: number;
}

export interface _inference_ModelVersionPolicy_SpecificInput {
  versions?: (number | string | Long)[];
}

export interface _inference_ModelVersionPolicy_Specific {
  versions: string[];
}

export interface ModelVersionPolicyInput {
  latest?: _inference_ModelVersionPolicy_LatestInput | null;
  all?: _inference_ModelVersionPolicy_AllInput | null;
  specific?: _inference_ModelVersionPolicy_SpecificInput | null;
  policy_choice?: 'latest' | 'all' | 'specific';
}

export interface ModelVersionPolicy {
  latest?: _inference_ModelVersionPolicy_Latest | null;
  all?: _inference_ModelVersionPolicy_All | null;
  specific?: _inference_ModelVersionPolicy_Specific | null;
}
