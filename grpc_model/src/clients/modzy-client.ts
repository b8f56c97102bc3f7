import { Client, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { messageOf, ServingError } from '../core/errors';
import type { ModelRef } from '../core/model-ref';
import type { Priority } from '../core/request';
import { modzyService } from '../protocols/modzy/definition';
import { fromGrpcStatus } from '../protocols/modzy/errors';
import type { OutputItem } from '../protocols/modzy/generated/OutputItem';
import type { RunRequestInput } from '../protocols/modzy/generated/RunRequest';
import type { ShutdownResponse } from '../protocols/modzy/generated/ShutdownResponse';
import type { StatusResponse } from '../protocols/modzy/generated/StatusResponse';
import { bearer, channelCredentials, type ClientTls } from './credentials';
import { errorTextOf } from './error-text';
import { unaryCall, type Method } from './unary-call';

/** The contract's own limit, in both directions. */
const MAX_MESSAGE_BYTES = 250 * 2 ** 20;
/** HTTP/2's own 64 KiB stop a large answer at every round trip. */
const HTTP2_WINDOW_BYTES = 2 ** 20;
const POLL_INTERVAL_MS = 100;

export interface ModzyClientOptions {
  /** Default `localhost`. */
  readonly host?: string;
  /** Default 45000. */
  readonly port?: number;
  /** The largest message to send or receive; default 250 MiB, as the contract has it. */
  readonly maxMessageBytes?: number;
  /** Which model to ask, of a server that has several; default: its own. */
  readonly model?: ModelRef | undefined;
  /** The class of every call; default: the server's, `normal`. */
  readonly priority?: Priority | undefined;
  /** How the connection is protected; default: not at all. */
  readonly tls?: ClientTls | undefined;
  /** Shown to the server with every call; default: none. */
  readonly token?: string | undefined;
}

export interface CallOptions {
  /** How long to wait for the answer, in milliseconds; default one minute. */
  readonly timeoutMs?: number;
  /** Ends the call when it fires; the server stops the work. */
  readonly signal?: AbortSignal;
}

export interface RunOptions extends CallOptions {
  readonly detectDrift?: boolean;
  readonly explain?: boolean;
}

/** One item's content by input name. */
export type InputFiles = Readonly<Record<string, Uint8Array>>;

/** What became of one item: its content by output name, or the server's message. */
export type RunItem =
  | { readonly success: true; readonly output: Readonly<Record<string, Buffer>> }
  | { readonly success: false; readonly error: string };

/** Metadata and state, as the server reports them. */
export interface ModelStatus extends StatusResponse {
  readonly isReady: boolean;
  /** Why the model is not ready, where the server says so. */
  readonly reason?: string;
}

/** A client for any server of the Modzy container contract. Every method rejects with a {@link ServingError}. */
export class ModzyClient {
  readonly address: string;
  readonly #client: Client;
  readonly #metadata: Metadata;

  constructor(options: ModzyClientOptions = {}) {
    const { host = 'localhost', port = 45000, maxMessageBytes = MAX_MESSAGE_BYTES } = options;
    this.address = `${host}:${port}`;
    this.#metadata = metadataOf(options);
    this.#client = new Client(this.address, channelCredentials(options.tls), {
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      'grpc-node.flow_control_window': HTTP2_WINDOW_BYTES,
    });
  }

  /** Asks for the model's state and metadata; the server waits for a load under way. */
  async status(options: CallOptions = {}): Promise<ModelStatus> {
    const { response, trailers } = await this.#call(modzyService.Status, {}, options);
    const [reason] = trailers.get('model-failure-reason');
    const isReady = response.status_code === 200;
    return { ...response, isReady, ...(typeof reason === 'string' && { reason: decodeReason(reason) }) };
  }

  /**
   * Has the model answer every item.
   *
   * @returns one answer per item, in order; an item that failed does not fail the others
   */
  async run(items: readonly InputFiles[], options: RunOptions = {}): Promise<RunItem[]> {
    const request: RunRequestInput = {
      inputs: items.map((input) => ({ input })),
      detect_drift: options.detectDrift ?? false,
      explain: options.explain ?? false,
    };
    const { response } = await this.#call(modzyService.Run, request, options);
    if (response.outputs.length === items.length) return response.outputs.map(toRunItem);
    throw new ServingError(
      'internal',
      `The server answered ${response.outputs.length} outputs to ${items.length} inputs.`,
    );
  }

  /** Has the server finish what runs, and end. */
  async shutdown(options: CallOptions = {}): Promise<ShutdownResponse> {
    const { response } = await this.#call(modzyService.Shutdown, {}, options);
    return response;
  }

  /**
   * Asks until the model is ready.
   *
   * @throws ServingError `deadline-exceeded` when it is not within the time, with what stood in the way
   */
  async waitUntilReady({ timeoutMs = 60_000 }: { readonly timeoutMs?: number } = {}): Promise<ModelStatus> {
    const endMs = Date.now() + timeoutMs;
    for (;;) {
      const found = await this.#tryStatus(endMs);
      if (typeof found !== 'string') return found;
      if (Date.now() + POLL_INTERVAL_MS >= endMs) {
        throw new ServingError(
          'deadline-exceeded',
          `The model at ${this.address} was not ready after ${timeoutMs / 1000} s: ${found}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    }
  }

  close(): void {
    this.#client.close();
  }

  /** @returns the status when the model is ready, else what stands in the way */
  async #tryStatus(endMs: number): Promise<ModelStatus | string> {
    try {
      const found = await this.status({ timeoutMs: Math.max(1, endMs - Date.now()) });
      return found.isReady ? found : (found.reason ?? found.message);
    } catch (thrown) {
      return messageOf(thrown);
    }
  }

  async #call<Request, Response>(method: Method<Request, Response>, request: Request, options: CallOptions) {
    const { timeoutMs = 60_000, signal } = options;
    try {
      return await unaryCall(this.#client, method, request, { timeoutMs, signal, metadata: this.#metadata });
    } catch (thrown) {
      throw this.#explain(thrown as ServiceError);
    }
  }

  #explain(error: ServiceError): ServingError {
    const isUnreachable =
      error.code === status.UNAVAILABLE && /connect|ECONN|ENOTFOUND|resolution|DNS/i.test(error.details);
    const message = isUnreachable
      ? `No model server answers at ${this.address} (${error.details}). Start one with "npm start", or give --host and --port; a server with TLS is asked with --tls-ca.`
      : error.details || error.message;
    return new ServingError(fromGrpcStatus(error.code), message, { cause: error });
  }
}

/** What a server of this project reads beside the contract's messages; others ignore it. */
function metadataOf({ model, priority, token }: ModzyClientOptions): Metadata {
  const metadata = new Metadata();
  if (model !== undefined) metadata.set('model-name', model.name);
  if (model?.version !== undefined) metadata.set('model-version', model.version);
  if (priority !== undefined) metadata.set('x-priority', priority);
  if (token !== undefined) metadata.set('authorization', bearer(token));
  return metadata;
}

/** Ours is percent-encoded; another server's may be bare text. */
function decodeReason(trailer: string): string {
  try {
    return decodeURIComponent(trailer);
  } catch {
    return trailer;
  }
}

function toRunItem({ success, output }: OutputItem): RunItem {
  const error = output['error'];
  return success && error === undefined ? { success, output } : { success: false, error: errorTextOf(error) };
}
