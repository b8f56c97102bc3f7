import type { ClientTls } from '../credentials';
import type { ModelConfig, ModelIndex, ModelMetadata, ModelStatistics, ServerMetadata } from './answers';
import type { CallOptions } from './call-options';
import { toGeneratedText, toGenerateMessage, type GeneratedText, type GenerateOptions } from './generate';
import { toInferMessage, toInferResult, type InferOptions, type InferResult, type Inputs } from './infer';
import { toNamedModel, type ModelName } from './model-name';
import { openTransport } from './open-transport';
import { DEFAULT_RETRY, NO_RETRY, retrying, type Attempt, type CallBounds, type RetryPolicy } from './retry';
import type { InferenceTransport } from './transport';

/** As large as this server's own limit. */
const MAX_MESSAGE_BYTES = 250 * 2 ** 20;
const TIMEOUT_MS = 60_000;

export interface InferenceClientOptions {
  /** `grpc://` or `grpcs://` for gRPC, `http://` or `https://` for REST; with an `s` the connection is encrypted. */
  readonly url: string;
  /** Authorities and the client's own certificate; default: the authorities that Node knows, and no certificate. */
  readonly tls?: ClientTls | undefined;
  /** Shown to the server with every call; default: none. */
  readonly token?: string | undefined;
  /** How long a call may take, all attempts together, where it has no time of its own; default one minute. */
  readonly timeoutMs?: number;
  /** Default: 4 attempts, 100 ms after the first, 1 s at most. */
  readonly retry?: RetryPolicy;
  /** The largest message to send over gRPC, and the largest answer to read; default 250 MiB. */
  readonly maxMessageBytes?: number;
}

/** The models of a server, which it loads and unloads. None of these calls is tried again. */
export interface Repository {
  /** @param options with `onlyReady`, models that are not ready are left out */
  index(options?: CallOptions & { readonly onlyReady?: boolean }): Promise<readonly ModelIndex[]>;
  load(name: string, options?: CallOptions): Promise<void>;
  unload(name: string, options?: CallOptions): Promise<void>;
}

/**
 * A client for any server of the Open Inference Protocol, over gRPC or REST. Every method rejects with a {@link ServingError}. A call
 * for which nobody was there is tried again, as {@link InferenceClientOptions.retry} says, unless an answer had begun.
 */
export class InferenceClient {
  readonly repository: Repository = {
    index: ({ onlyReady = false, ...options } = {}) =>
      this.#once(options, (attempt) => this.#transport.index(onlyReady, attempt)),
    load: (name, options = {}) => this.#once(options, (attempt) => this.#transport.load(name, attempt)),
    unload: (name, options = {}) => this.#once(options, (attempt) => this.#transport.unload(name, attempt)),
  };
  readonly #transport: InferenceTransport;
  readonly #retry: RetryPolicy;
  readonly #timeoutMs: number;

  /** @throws ServingError `invalid-argument` for an address of another kind */
  constructor(options: InferenceClientOptions) {
    const { url, tls, token, maxMessageBytes = MAX_MESSAGE_BYTES } = options;
    this.#transport = openTransport({ url, tls, token, maxMessageBytes });
    this.#retry = options.retry ?? DEFAULT_RETRY;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /** Whether the server answers; one that cannot be reached rejects with `unavailable`. */
  isLive(options: CallOptions = {}): Promise<boolean> {
    return this.#call(options, (attempt) => this.#transport.isLive(attempt));
  }

  /** Whether every model that should serve does. */
  isReady(options: CallOptions = {}): Promise<boolean> {
    return this.#call(options, (attempt) => this.#transport.isReady(attempt));
  }

  /** Whether calls of the model are answered; one that the server does not have rejects with `not-found`, or with its own error. */
  isModelReady(model: ModelName, options: CallOptions = {}): Promise<boolean> {
    return this.#call(options, (attempt) => this.#transport.isModelReady(toNamedModel(model), attempt));
  }

  serverMetadata(options: CallOptions = {}): Promise<ServerMetadata> {
    return this.#call(options, (attempt) => this.#transport.serverMetadata(attempt));
  }

  /** What a model takes and gives. */
  metadata(model: ModelName, options: CallOptions = {}): Promise<ModelMetadata> {
    return this.#call(options, (attempt) => this.#transport.metadata(toNamedModel(model), attempt));
  }

  /** How a model is run, in Triton's words. */
  config(model: ModelName, options: CallOptions = {}): Promise<ModelConfig> {
    return this.#call(options, (attempt) => this.#transport.config(toNamedModel(model), attempt));
  }

  /** @param model undefined: every model */
  statistics(model?: ModelName, options: CallOptions = {}): Promise<readonly ModelStatistics[]> {
    const named = model === undefined ? undefined : toNamedModel(model);
    return this.#call(options, (attempt) => this.#transport.statistics(named, attempt));
  }

  /** Has a model answer. */
  async infer(model: ModelName, inputs: Inputs, options: InferOptions = {}): Promise<InferResult> {
    const message = toInferMessage(model, inputs, options);
    return toInferResult(await this.#call(options, (attempt) => this.#transport.infer(message, attempt)));
  }

  /**
   * Has a model answer, with every answer that it has as it comes. REST has one. Ending the iteration early ends the work.
   * `timeoutMs` is for all answers together.
   */
  async *stream(model: ModelName, inputs: Inputs, options: InferOptions = {}): AsyncGenerator<InferResult, void> {
    const message = toInferMessage(model, inputs, options);
    for await (const answer of this.#iterate(options, (attempt) => this.#transport.stream(message, attempt)))
      yield toInferResult(answer);
  }

  /** Has a model of texts continue one. REST alone. */
  async generate(model: ModelName, text: string, options: GenerateOptions = {}): Promise<GeneratedText> {
    const message = toGenerateMessage(model, text, options);
    return toGeneratedText(await this.#call(options, (attempt) => this.#transport.generate(message, attempt)));
  }

  /** {@link generate}, piece by piece. */
  async *generateStream(
    model: ModelName,
    text: string,
    options: GenerateOptions = {},
  ): AsyncGenerator<GeneratedText, void> {
    const message = toGenerateMessage(model, text, options);
    for await (const piece of this.#iterate(options, (attempt) => this.#transport.generateStream(message, attempt)))
      yield toGeneratedText(piece);
  }

  /** Calls under way may fail. */
  close(): void {
    this.#transport.close();
  }

  #call<T>(options: CallOptions, run: (attempt: Attempt) => Promise<T>): Promise<T> {
    return retrying(this.#retry, this.#boundsOf(options), run);
  }

  #once<T>(options: CallOptions, run: (attempt: Attempt) => Promise<T>): Promise<T> {
    return retrying(NO_RETRY, this.#boundsOf(options), run);
  }

  /** Tries again until there is a first answer; what comes after it is what the caller gets. */
  async *#iterate<T>(options: CallOptions, open: (attempt: Attempt) => AsyncIterable<T>): AsyncGenerator<T, void> {
    const { answers, first } = await this.#call(options, async (attempt) => {
      const iterator = open(attempt)[Symbol.asyncIterator]();
      return { answers: iterator, first: await iterator.next() };
    });
    try {
      for (let next = first; next.done !== true; next = await answers.next()) yield next.value;
    } finally {
      await answers.return?.();
    }
  }

  #boundsOf({ timeoutMs = this.#timeoutMs, signal }: CallOptions): CallBounds {
    return { timeoutMs, signal };
  }
}
