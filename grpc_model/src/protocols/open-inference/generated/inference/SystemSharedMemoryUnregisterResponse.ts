// Original file: protos/open-inference/inference.proto

export interface SystemSharedMemoryUnregisterResponseInput {}

export interface SystemSharedMemoryUnregisterResponse {}
