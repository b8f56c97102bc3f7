import type { Caller } from '../../core/call';
import type { InferAnswer, InferMessage, Parameters } from './infer-message';
import type { ModelConfig } from './models/config-schema';
import type { InferExample, ModelIndex, ModelMetadata, ModelStatistics, ServerMetadata } from './models/schemas';

/** A model as requests name it. */
export interface NamedModel {
  readonly name: string;
  /** Empty: the default version. */
  readonly version: string;
}

/** A region of memory that is registered. */
export interface SharedRegion {
  readonly name: string;
  readonly key: string;
  readonly offset: number;
  readonly byteSize: number;
}

/** What a load or an unload may be asked for beside the name; files as bytes. */
export type RepositoryParameters = ReadonlyMap<string, boolean | bigint | string | Uint8Array>;

/**
 * What can be done over the protocol, whatever the encoding: gRPC and REST convert to this and back. Every method throws, or
 * rejects with, a `ServingError`, whose message is for the wire.
 */
export interface OpenInference {
  readonly inference: Inference;
  readonly models: Models;
  readonly sharedMemory: SharedMemory;
}

export interface Inference {
  infer(message: InferMessage, caller: Caller): Promise<InferAnswer>;

  /**
   * One answer, or any number of them from a wrapper that streams. Each has the parameter `triton_final_response`. Ending the
   * iteration early ends the work.
   */
  stream(message: InferMessage, caller: Caller): AsyncIterable<InferAnswer>;
}

/** Answers are as the protocol has them in JSON; proto-loader takes the same objects. */
export interface Models {
  readonly serverMetadata: ServerMetadata;
  isServerReady(): boolean;
  /** @throws ServingError `not-found` when there is none */
  isModelReady(model: NamedModel, caller: Caller): boolean;
  metadata(model: NamedModel, caller: Caller): Promise<ModelMetadata>;
  config(model: NamedModel, caller: Caller): Promise<ModelConfig>;
  /** @param model an empty name: every model; an empty version: every version */
  statistics(model: NamedModel): readonly ModelStatistics[];
  /** Names alone, of every model. */
  names(): readonly string[];
  /** For the models that are loaded, of which there may be none. */
  inferExamples(): readonly InferExample[];
  index(onlyReady: boolean): readonly ModelIndex[];
  load(name: string, parameters: RepositoryParameters): Promise<void>;
  unload(name: string, parameters: RepositoryParameters): Promise<void>;
}

/** System shared memory. When the operator has not allowed it, every method throws `unimplemented`. */
export interface SharedMemory {
  /** @param name empty: every region */
  status(name: string): readonly SharedRegion[];
  register(region: SharedRegion): void;
  /** @param name empty: every region */
  unregister(name: string): void;

  /**
   * The bytes of an input that stand in a region, copied.
   *
   * @param parameters of the input
   * @param checkSize is told how many bytes the parameters speak of, before they are read; what it throws rejects
   * @returns undefined when they name no region
   */
  read(input: string, parameters: Parameters, checkSize: (byteSize: number) => void): Promise<Uint8Array | undefined>;

  /**
   * Writes the bytes of an output to a region.
   *
   * @param parameters of the requested output
   * @returns whether they name a region
   */
  write(output: string, parameters: Parameters, bytes: Uint8Array): Promise<boolean>;
}
