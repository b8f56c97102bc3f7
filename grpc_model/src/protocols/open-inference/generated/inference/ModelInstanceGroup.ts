// Original file: protos/open-inference/inference.proto

// Original file: protos/open-inference/inference.proto

export const _inference_ModelInstanceGroup_Kind = {
  KIND_AUTO: 'KIND_AUTO',
  KIND_GPU: 'KIND_GPU',
  KIND_CPU: 'KIND_CPU',
  KIND_MODEL: 'KIND_MODEL',
} as const;

export type _inference_ModelInstanceGroup_KindInput =
  'KIND_AUTO' | 0 | 'KIND_GPU' | 1 | 'KIND_CPU' | 2 | 'KIND_MODEL' | 3;

export type _inference_ModelInstanceGroup_Kind =
  (typeof _inference_ModelInstanceGroup_Kind)[keyof typeof _inference_ModelInstanceGroup_Kind];

export interface ModelInstanceGroupInput {
  name?: string;
  count?: number;
  kind?: _inference_ModelInstanceGroup_KindInput;
}

export interface ModelInstanceGroup {
  name: string;
  count: number;
  kind: _inference_ModelInstanceGroup_Kind;
}
