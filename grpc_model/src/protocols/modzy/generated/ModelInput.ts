// Original file: protos/modzy/model.proto

export interface ModelInputInput {
  filename?: string;
  accepted_media_types?: string[];
  max_size?: string;
  description?: string;
}

export interface ModelInput {
  filename: string;
  accepted_media_types: string[];
  max_size: string;
  description: string;
}
