// Original file: protos/open-inference/inference.proto

export interface ServerReadyResponseInput {
  ready?: boolean;
}

export interface ServerReadyResponse {
  ready: boolean;
}
