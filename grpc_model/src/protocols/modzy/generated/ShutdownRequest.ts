// Original file: protos/modzy/model.proto

export interface ShutdownRequestInput {}

export interface ShutdownRequest {}
