import type { TensorDeclaration } from './tensor';

/**
 * What a wrapper is constructed with: one immutable version of a model's data, read and checked by the server.
 * `asset_bundle/<x.y.z>/` on disk.
 */
export interface Bundle {
  /** Absolute path of the bundle's folder. Read weights from here; never write to it. */
  readonly folder: string;
  /** The bundle's `model.yaml`, checked against its schema, with sizes and durations as numbers. */
  readonly metadata: ModelMetadata;
}

/** `model.yaml` (specification 0.4) as a wrapper and the server read it. */
export interface ModelMetadata {
  /** Human-readable name. */
  readonly name: string;
  /** Semantic version `x.y.z`; equal to the folder's name. */
  readonly version: string;
  /** For example `Ada Lovelace <ada@example.org>`. */
  readonly author: string;
  /** `grpc` for a server of this contract. */
  readonly type: string;
  /** Where the model comes from, for example `CUSTOM`. */
  readonly source: string;
  readonly description: ModelDescription;
  /** The named inputs of one item, in the order of the file. */
  readonly inputs: readonly DeclaredInput[];
  /** The named outputs of one item, in the order of the file. */
  readonly outputs: readonly DeclaredOutput[];
  readonly resources: ModelResources;
  readonly timeouts: ModelTimeouts;
  readonly features: ModelFeatures;
}

/** Texts in Markdown. */
export interface ModelDescription {
  readonly summary: string;
  readonly details: string;
  readonly technical: string;
  readonly performance: string;
}

export interface DeclaredInput {
  readonly name: string;
  /** Media types in lower case, for example `image/png`. Empty: anything. */
  readonly acceptedMediaTypes: readonly string[];
  readonly maxSize: Quantity;
  readonly description: string;
  /** Present when the input is a tensor. */
  readonly tensor?: TensorDeclaration | undefined;
}

export interface DeclaredOutput {
  readonly name: string;
  readonly mediaType: string;
  readonly maxSize: Quantity;
  readonly description: string;
  /** Present when the output is a tensor. */
  readonly tensor?: TensorDeclaration | undefined;
  /** What the places of a tensor's last dimension stand for, in order, for example the names of classes. */
  readonly labels?: readonly string[] | undefined;
}

export interface ModelResources {
  /** Memory, in bytes. */
  readonly memory: Quantity;
  readonly cpuCount: number;
  readonly gpuCount: number;
}

export interface ModelTimeouts {
  /** How long the model may take to load, in milliseconds. */
  readonly status: Quantity;
  /** How long one call of a wrapper's method may take, in milliseconds. */
  readonly run: Quantity;
}

export interface ModelFeatures {
  readonly adversarialDefense: boolean;
  /** The most items that one `handleDiscreteInputBatch` receives; at least 1. */
  readonly maxBatchSize: number;
  readonly retrainable: boolean;
  readonly resultsFormat: string | null;
  readonly driftFormat: string | null;
  readonly explanationFormat: string | null;
}

/** A size or duration: the author's text and its value in the base unit (bytes or milliseconds). */
export interface Quantity {
  /** As written in the file, for example `5M` or `60s`. */
  readonly text: string;
  readonly value: number;
}
