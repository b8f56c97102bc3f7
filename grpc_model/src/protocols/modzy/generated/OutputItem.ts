// Original file: protos/modzy/model.proto

export interface OutputItemInput {
  /**
   * Content by output name; "error" when success is false.
   */
  output?: { [key: string]: Buffer | Uint8Array | string };
  success?: boolean;
}

export interface OutputItem {
  /**
   * Content by output name; "error" when success is false.
   */
  output: { [key: string]: Buffer };
  success: boolean;
}
