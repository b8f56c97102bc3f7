// Original file: protos/open-inference/inference.proto

export interface SystemSharedMemoryRegisterResponseInput {}

export interface SystemSharedMemoryRegisterResponse {}
