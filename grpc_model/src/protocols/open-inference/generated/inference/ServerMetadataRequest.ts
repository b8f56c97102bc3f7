// Original file: protos/open-inference/inference.proto

export interface ServerMetadataRequestInput {}

export interface ServerMetadataRequest {}
