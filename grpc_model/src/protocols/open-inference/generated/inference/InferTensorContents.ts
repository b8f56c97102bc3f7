// Original file: protos/open-inference/inference.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The elements of one tensor in row-major order, in the one field that is for its datatype. FP16 and BF16 have none.
 */
export interface InferTensorContentsInput {
  /**
   * BOOL
   */
  bool_contents?: boolean[];
  /**
   * INT8, INT16, INT32
   */
  int_contents?: number[];
  /**
   * INT64
   */
  int64_contents?: (number | string | Long)[];
  /**
   * UINT8, UINT16, UINT32
   */
  uint_contents?: number[];
  /**
   * UINT64
   */
  uint64_contents?: (number | string | Long)[];
  /**
   * FP32
   */
  fp32_contents?: (number | string)[];
  /**
   * FP64
   */
  fp64_contents?: (number | string)[];
  /**
   * BYTES
   */
  bytes_contents?: (Buffer | Uint8Array | string)[];
}

/**
 * The elements of one tensor in row-major order, in the one field that is for its datatype. FP16 and BF16 have none.
 */
export interface InferTensorContents {
  /**
   * BOOL
   */
  bool_contents: boolean[];
  /**
   * INT8, INT16, INT32
   */
  int_contents: number[];
  /**
   * INT64
   */
  int64_contents: string[];
  /**
   * UINT8, UINT16, UINT32
   */
  uint_contents: number[];
  /**
   * UINT64
   */
  uint64_contents: string[];
  /**
   * FP32
   */
  fp32_contents: number[];
  /**
   * FP64
   */
  fp64_contents: number[];
  /**
   * BYTES
   */
  bytes_contents: Buffer[];
}
