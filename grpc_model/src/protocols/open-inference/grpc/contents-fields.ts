import type { Datatype } from '../../../contract';

/** A field of `InferTensorContents`: how its elements stand on the wire. */
export type ContentsEncoding = 'varint' | 'fixed32' | 'fixed64' | 'bytes';

export interface ContentsField {
  readonly number: number;
  readonly encoding: ContentsEncoding;
  /** The datatype that stands for the field in messages. */
  readonly datatype: Datatype;
}

const BOOL: ContentsField = { number: 1, encoding: 'varint', datatype: 'BOOL' };
const INT: ContentsField = { number: 2, encoding: 'varint', datatype: 'INT32' };
const INT64: ContentsField = { number: 3, encoding: 'varint', datatype: 'INT64' };
const UINT: ContentsField = { number: 4, encoding: 'varint', datatype: 'UINT32' };
const UINT64: ContentsField = { number: 5, encoding: 'varint', datatype: 'UINT64' };
const FP32: ContentsField = { number: 6, encoding: 'fixed32', datatype: 'FP32' };
const FP64: ContentsField = { number: 7, encoding: 'fixed64', datatype: 'FP64' };
const BYTES: ContentsField = { number: 8, encoding: 'bytes', datatype: 'BYTES' };

/** By their numbers; there is none of number 0. */
export const CONTENTS_FIELDS: readonly (ContentsField | undefined)[] = [
  undefined,
  BOOL,
  INT,
  INT64,
  UINT,
  UINT64,
  FP32,
  FP64,
  BYTES,
];

/** The field that a datatype's elements stand in; FP16 and BF16 have none. */
export const FIELD_OF: Readonly<Record<Datatype, ContentsField | undefined>> = {
  BOOL,
  UINT8: UINT,
  UINT16: UINT,
  UINT32: UINT,
  UINT64,
  INT8: INT,
  INT16: INT,
  INT32: INT,
  INT64,
  FP16: undefined,
  BF16: undefined,
  FP32,
  FP64,
  BYTES,
};
