// Original file: protos/modzy/model.proto

import type { OutputItemInput as _OutputItemInput, OutputItem as _OutputItem } from './OutputItem';

export interface RunResponseInput {
  status_code?: number;
  status?: string;
  message?: string;
  /**
   * outputs[i] belongs to inputs[i].
   */
  outputs?: _OutputItemInput[];
}

export interface RunResponse {
  status_code: number;
  status: string;
  message: string;
  /**
   * outputs[i] belongs to inputs[i].
   */
  outputs: _OutputItem[];
}
