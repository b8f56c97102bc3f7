// Original file: protos/modzy/model.proto

export interface InputItemInput {
  /**
   * Content by input name.
   */
  input?: { [key: string]: Buffer | Uint8Array | string };
}

export interface InputItem {
  /**
   * Content by input name.
   */
  input: { [key: string]: Buffer };
}
