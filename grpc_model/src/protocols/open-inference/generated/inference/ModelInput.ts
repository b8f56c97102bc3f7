// Original file: protos/open-inference/inference.proto

import type { DataTypeInput as _inference_DataTypeInput, DataType as _inference_DataType } from '../inference/DataType';
import type { Long } from '@grpc/proto-loader';

export interface ModelInputInput {
  name?: string;
  data_type?: _inference_DataTypeInput;
  /**
   * Without the batch, where max_batch_size is greater than 0.
   */
  dims?: (number | string | Long)[];
}

export interface ModelInput {
  name: string;
  data_type: _inference_DataType;
  /**
   * Without the batch, where max_batch_size is greater than 0.
   */
  dims: string[];
}
