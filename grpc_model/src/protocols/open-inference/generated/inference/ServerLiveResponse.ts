// Original file: protos/open-inference/inference.proto

export interface ServerLiveResponseInput {
  live?: boolean;
}

export interface ServerLiveResponse {
  live: boolean;
}
