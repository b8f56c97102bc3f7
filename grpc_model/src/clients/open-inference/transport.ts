import type { InferAnswer, InferMessage } from '../../protocols/open-inference/infer-message';
import type { NamedModel } from './model-name';
import type { ModelConfig, ModelIndex, ModelMetadata, ModelStatistics, ServerMetadata } from './answers';
import type { Attempt } from './retry';

/** A request for text, and what it says beside the prompt. */
export interface GenerateMessage {
  readonly model: NamedModel;
  /** The body, as the protocol has it in JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * One encoding of the protocol, over one connection or several. A method is one attempt: it waits no longer than it is told, tells
 * when an answer begins, and rejects with a `ServingError`; `unavailable` where nobody is there to answer.
 */
export interface InferenceTransport {
  isLive(attempt: Attempt): Promise<boolean>;
  isReady(attempt: Attempt): Promise<boolean>;
  /** Rejects with `not-found` when there is no such model. */
  isModelReady(model: NamedModel, attempt: Attempt): Promise<boolean>;
  serverMetadata(attempt: Attempt): Promise<ServerMetadata>;
  metadata(model: NamedModel, attempt: Attempt): Promise<ModelMetadata>;
  config(model: NamedModel, attempt: Attempt): Promise<ModelConfig>;
  /** @param model undefined: every model */
  statistics(model: NamedModel | undefined, attempt: Attempt): Promise<readonly ModelStatistics[]>;
  infer(message: InferMessage, attempt: Attempt): Promise<InferAnswer>;
  /** Ending the iteration early ends the call. */
  stream(message: InferMessage, attempt: Attempt): AsyncIterable<InferAnswer>;
  generate(message: GenerateMessage, attempt: Attempt): Promise<unknown>;
  generateStream(message: GenerateMessage, attempt: Attempt): AsyncIterable<unknown>;
  index(onlyReady: boolean, attempt: Attempt): Promise<readonly ModelIndex[]>;
  load(name: string, attempt: Attempt): Promise<void>;
  unload(name: string, attempt: Attempt): Promise<void>;
  close(): void;
}
