// Original file: protos/open-inference/inference.proto

export interface ModelReadyResponseInput {
  ready?: boolean;
}

export interface ModelReadyResponse {
  ready: boolean;
}
