import { Client, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { ServingError } from '../../core/errors';
import { openInferenceService } from '../../protocols/open-inference/definition';
import type { ModelStreamInferResponse } from '../../protocols/open-inference/generated/inference/ModelStreamInferResponse';
import type { InferAnswer, InferMessage } from '../../protocols/open-inference/infer-message';
import { bearer, channelCredentials } from '../credentials';
import { unaryCall, type Method } from '../unary-call';
import { fromServiceError } from './answer-errors';
import {
  readIndex,
  readModelConfig,
  readModelMetadata,
  readServerMetadata,
  readStatistics,
  type ModelConfig,
  type ModelIndex,
  type ModelMetadata,
  type ModelStatistics,
  type ServerMetadata,
} from './answers';
import type { ConnectionOptions } from './connection-options';
import { fromModelInferResponse, toModelInferRequest } from './grpc-message';
import type { NamedModel } from './model-name';
import { cancelled, type Attempt } from './retry';
import type { InferenceTransport } from './transport';

/** HTTP/2's own 64 KiB stop a large answer at every round trip. */
const HTTP2_WINDOW_BYTES = 2 ** 20;
/** As soon as a call may be tried again; grpc-js itself would wait a second. */
const FIRST_RECONNECT_MS = 100;
const MAX_RECONNECT_MS = 1000;

/** `inference.GRPCInferenceService`. */
export class GrpcTransport implements InferenceTransport {
  readonly #url: string;
  readonly #client: Client;
  readonly #metadata = new Metadata();

  constructor({ url, tls, token, maxMessageBytes }: ConnectionOptions) {
    this.#url = url.href;
    const isEncrypted = url.protocol === 'grpcs:';
    const port = url.port === '' ? (isEncrypted ? 443 : 80) : url.port;
    this.#client = new Client(`${url.hostname}:${port}`, channelCredentials(isEncrypted ? (tls ?? {}) : undefined), {
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      'grpc.initial_reconnect_backoff_ms': FIRST_RECONNECT_MS,
      'grpc.max_reconnect_backoff_ms': MAX_RECONNECT_MS,
      'grpc-node.flow_control_window': HTTP2_WINDOW_BYTES,
    });
    if (token !== undefined) this.#metadata.set('authorization', bearer(token));
  }

  async isLive(attempt: Attempt): Promise<boolean> {
    return (await this.#call(openInferenceService.ServerLive, {}, attempt)).live;
  }

  async isReady(attempt: Attempt): Promise<boolean> {
    return (await this.#call(openInferenceService.ServerReady, {}, attempt)).ready;
  }

  async isModelReady(model: NamedModel, attempt: Attempt): Promise<boolean> {
    return (await this.#call(openInferenceService.ModelReady, model, attempt)).ready;
  }

  async serverMetadata(attempt: Attempt): Promise<ServerMetadata> {
    return readServerMetadata(await this.#call(openInferenceService.ServerMetadata, {}, attempt));
  }

  async metadata(model: NamedModel, attempt: Attempt): Promise<ModelMetadata> {
    return readModelMetadata(await this.#call(openInferenceService.ModelMetadata, model, attempt));
  }

  async config(model: NamedModel, attempt: Attempt): Promise<ModelConfig> {
    return readModelConfig((await this.#call(openInferenceService.ModelConfig, model, attempt)).config);
  }

  async statistics(model: NamedModel | undefined, attempt: Attempt): Promise<readonly ModelStatistics[]> {
    return readStatistics(await this.#call(openInferenceService.ModelStatistics, model ?? {}, attempt));
  }

  async infer(message: InferMessage, attempt: Attempt): Promise<InferAnswer> {
    const request = toModelInferRequest(message);
    return fromModelInferResponse(await this.#call(openInferenceService.ModelInfer, request, attempt));
  }

  async *stream(message: InferMessage, attempt: Attempt): AsyncIterable<InferAnswer> {
    const { path, requestSerialize, responseDeserialize } = openInferenceService.ModelStreamInfer;
    const deadline = Date.now() + attempt.timeoutMs;
    const call = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, this.#streaming(), {
      deadline,
    });
    // What comes after the last answer that somebody waits for is nobody's.
    call.on('error', () => undefined);
    const cancel = () => call.cancel();
    attempt.signal?.addEventListener('abort', cancel, { once: true });
    try {
      call.write(toModelInferRequest(message));
      call.end();
      for await (const {
        error_message: error,
        infer_response: response,
      } of call as AsyncIterable<ModelStreamInferResponse>) {
        // Not its metadata: they come when the stream begins, before the server has looked at the request.
        attempt.answerBegins();
        if (error !== '' || response === null)
          throw new ServingError('internal', error || 'The server sent no answer.');
        yield fromModelInferResponse(response);
      }
    } catch (thrown) {
      throw this.#explain(thrown, attempt.signal);
    } finally {
      attempt.signal?.removeEventListener('abort', cancel);
      call.cancel();
    }
  }

  generate(): Promise<never> {
    return Promise.reject(notOverGrpc());
  }

  async *generateStream(): AsyncIterable<never> {
    throw notOverGrpc();
  }

  async index(ready: boolean, attempt: Attempt): Promise<readonly ModelIndex[]> {
    return readIndex((await this.#call(openInferenceService.RepositoryIndex, { ready }, attempt)).models);
  }

  async load(name: string, attempt: Attempt): Promise<void> {
    await this.#call(openInferenceService.RepositoryModelLoad, { model_name: name }, attempt);
  }

  async unload(name: string, attempt: Attempt): Promise<void> {
    await this.#call(openInferenceService.RepositoryModelUnload, { model_name: name }, attempt);
  }

  close(): void {
    this.#client.close();
  }

  async #call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    attempt: Attempt,
  ): Promise<Response> {
    try {
      return (await unaryCall(this.#client, method, request, { ...attempt, metadata: this.#metadata })).response;
    } catch (thrown) {
      throw this.#explain(thrown, attempt.signal);
    }
  }

  /** A stream whose request fails ends with a status, which tells more than the sentence of an answer. */
  #streaming(): Metadata {
    const metadata = this.#metadata.clone();
    metadata.set('triton_grpc_error', 'true');
    return metadata;
  }

  #explain(thrown: unknown, signal: AbortSignal | undefined): unknown {
    if (!isServiceError(thrown)) return thrown;
    return thrown.code === status.CANCELLED && signal?.aborted === true
      ? cancelled(signal.reason)
      : fromServiceError(thrown, this.#url);
  }
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && 'code' in thrown && 'details' in thrown;
}

function notOverGrpc(): ServingError {
  return new ServingError(
    'unimplemented',
    'Text is generated over REST: give an http:// or https:// address, or call infer or stream with the tensors of the model.',
  );
}
