// Original file: protos/modzy/model.proto

export interface ModelTimeoutInput {
  status?: string;
  run?: string;
}

export interface ModelTimeout {
  status: string;
  run: string;
}
