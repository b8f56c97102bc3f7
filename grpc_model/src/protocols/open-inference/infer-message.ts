import type { Datatype, ParameterValue } from '../../contract';

export type { ParameterValue };

/** As they travel: whole numbers are bigints, others numbers. */
export type Parameters = ReadonlyMap<string, ParameterValue>;

export const NO_PARAMETERS: Parameters = new Map();

/** One input of a request, in whatever encoding it came. */
export interface InferInput {
  readonly name: string;
  /** The encoding has checked it, because it read the data by it. */
  readonly datatype: Datatype;
  /** As it came: -1 and lengths that the data do not fill are for whoever checks it against the model. */
  readonly shape: readonly number[];
  readonly parameters: Parameters;
  /** The elements as a `TensorPart` has them; undefined when the request has none, which shared memory may. */
  readonly bytes: Uint8Array | undefined;
}

/** An output that the caller asks for. */
export interface RequestedOutput {
  readonly name: string;
  readonly parameters: Parameters;
}

/** A request for inference, in whatever encoding it came. */
export interface InferMessage {
  readonly modelName: string;
  /** Empty: the default version. */
  readonly modelVersion: string;
  /** Empty: none. */
  readonly id: string;
  readonly parameters: Parameters;
  readonly inputs: readonly InferInput[];
  /** Empty: all of them. */
  readonly outputs: readonly RequestedOutput[];
}

/** One output of an answer. */
export interface InferOutput {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** What the answer says about it beside its elements, for example where shared memory has them. */
  readonly parameters: Parameters;
  /** The elements as a `TensorPart` has them; undefined when they stand in shared memory. */
  readonly bytes: Uint8Array | undefined;
}

/** An answer, for whatever encoding. */
export interface InferAnswer {
  readonly modelName: string;
  readonly modelVersion: string;
  /** The request's; empty when it had none. */
  readonly id: string;
  readonly parameters: Parameters;
  /** In the order in which they were asked for, or declared. */
  readonly outputs: readonly InferOutput[];
}
