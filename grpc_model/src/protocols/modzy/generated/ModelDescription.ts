// Original file: protos/modzy/model.proto

export interface ModelDescriptionInput {
  summary?: string;
  details?: string;
  technical?: string;
  performance?: string;
}

export interface ModelDescription {
  summary: string;
  details: string;
  technical: string;
  performance: string;
}
