// Original file: protos/open-inference/inference.proto

export interface ModelParameterInput {
  string_value?: string;
}

export interface ModelParameter {
  string_value: string;
}
