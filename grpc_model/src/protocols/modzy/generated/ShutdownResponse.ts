// Original file: protos/modzy/model.proto

export interface ShutdownResponseInput {
  status_code?: number;
  status?: string;
  message?: string;
}

export interface ShutdownResponse {
  status_code: number;
  status: string;
  message: string;
}
