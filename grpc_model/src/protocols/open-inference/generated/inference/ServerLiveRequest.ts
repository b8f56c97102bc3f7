// Original file: protos/open-inference/inference.proto

export interface ServerLiveRequestInput {}

export interface ServerLiveRequest {}
