// Original file: protos/modzy/model.proto

export interface StatusRequestInput {}

export interface StatusRequest {}
