// Original file: protos/open-inference/inference.proto

import type { Long } from '@grpc/proto-loader';

export interface _inference_ModelMetadataResponse_TensorMetadataInput {
  name?: string;
  datatype?: string;
  /**
   * -1 stands for any length.
   */
  shape?: (number | string | Long)[];
}

export interface _inference_ModelMetadataResponse_TensorMetadata {
  name: string;
  datatype: string;
  /**
   * -1 stands for any length.
   */
  shape: string[];
}

export interface ModelMetadataResponseInput {
  name?: string;
  /**
   * The ready ones; only the one that was asked for, when one was.
   */
  versions?: string[];
  platform?: string;
  inputs?: _inference_ModelMetadataResponse_TensorMetadataInput[];
  outputs?: _inference_ModelMetadataResponse_TensorMetadataInput[];
  properties?: { [key: string]: string };
}

export interface ModelMetadataResponse {
  name: string;
  /**
   * The ready ones; only the one that was asked for, when one was.
   */
  versions: string[];
  platform: string;
  inputs: _inference_ModelMetadataResponse_TensorMetadata[];
  outputs: _inference_ModelMetadataResponse_TensorMetadata[];
  properties: { [key: string]: string };
}
