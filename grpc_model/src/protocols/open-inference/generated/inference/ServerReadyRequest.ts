// Original file: protos/open-inference/inference.proto

export interface ServerReadyRequestInput {}

export interface ServerReadyRequest {}
