// Original file: protos/modzy/model.proto

export interface ModelOutputInput {
  filename?: string;
  media_type?: string;
  max_size?: string;
  description?: string;
}

export interface ModelOutput {
  filename: string;
  media_type: string;
  max_size: string;
  description: string;
}
