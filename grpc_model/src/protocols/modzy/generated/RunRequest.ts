// Original file: protos/modzy/model.proto

import type { InputItemInput as _InputItemInput, InputItem as _InputItem } from './InputItem';

export interface RunRequestInput {
  inputs?: _InputItemInput[];
  detect_drift?: boolean;
  explain?: boolean;
}

export interface RunRequest {
  inputs: _InputItem[];
  detect_drift: boolean;
  explain: boolean;
}
