// Original file: protos/open-inference/inference.proto

import type { DataTypeInput as _inference_DataTypeInput, DataType as _inference_DataType } from '../inference/DataType';
import type { Long } from '@grpc/proto-loader';

export interface ModelOutputInput {
  name?: string;
  data_type?: _inference_DataTypeInput;
  dims?: (number | string | Long)[];
  label_filename?: string;
}

export interface ModelOutput {
  name: string;
  data_type: _inference_DataType;
  dims: string[];
  label_filename: string;
}
