// Original file: protos/open-inference/inference.proto

export interface ModelTransactionPolicyInput {
  /**
   * One request may have any number of answers.
   */
  decoupled?: boolean;
}

export interface ModelTransactionPolicy {
  /**
   * One request may have any number of answers.
   */
  decoupled: boolean;
}
