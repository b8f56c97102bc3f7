// Original file: protos/open-inference/inference.proto

export interface ServerMetadataResponseInput {
  name?: string;
  version?: string;
  extensions?: string[];
}

export interface ServerMetadataResponse {
  name: string;
  version: string;
  extensions: string[];
}
