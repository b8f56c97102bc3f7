import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { openInferenceService } from '../../src/protocols/open-inference/definition';
import type { ModelInferRequest } from '../../src/protocols/open-inference/generated/inference/ModelInferRequest';
import type { ModelInferResponseInput } from '../../src/protocols/open-inference/generated/inference/ModelInferResponse';
import type { ModelStreamInferResponseInput } from '../../src/protocols/open-inference/generated/inference/ModelStreamInferResponse';
import type { Identity } from './certificates';
import { InferenceServer, SAID, type AskedInfer } from './inference-server';

type Unary = (call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>) => void;

export class GrpcInferenceServer extends InferenceServer {
  /** Whether a stream goes on after its answers. */
  staysOpen = false;
  readonly #server = new Server();
  #port = 0;
  readonly #isEncrypted: boolean;

  constructor(readonly identity?: Identity) {
    super();
    this.#isEncrypted = identity !== undefined;
    const infer = (call: ServerUnaryCall<ModelInferRequest, object>, callback: sendUnaryData<object>) =>
      this.#answer('infer', () => echo(call.request))(call, callback);
    this.#server.addService(openInferenceService, {
      ServerLive: this.#answer('live', () => ({ live: true })),
      ServerReady: this.#answer('ready', () => ({ ready: this.isReady })),
      ModelReady: this.#answer('model-ready', () => ({ ready: this.isReady })),
      ServerMetadata: this.#answer('server', () => SAID.server),
      ModelMetadata: this.#answer('metadata', () => SAID.metadata),
      ModelConfig: this.#answer('config', () => ({ config: SAID.config })),
      ModelStatistics: this.#answer('statistics', () => SAID.statistics),
      ModelInfer: infer,
      ModelStreamInfer: (call: ServerDuplexStream<ModelInferRequest, ModelStreamInferResponseInput>) =>
        this.#stream(call),
      RepositoryIndex: this.#answer('index', () => ({ models: SAID.index })),
      RepositoryModelLoad: this.#answer('load', () => ({})),
      RepositoryModelUnload: this.#answer('unload', () => ({})),
    });
  }

  get url(): string {
    return `${this.#isEncrypted ? 'grpcs' : 'grpc'}://localhost:${this.#port}`;
  }

  async start(): Promise<this> {
    const { identity } = this;
    const credentials =
      identity === undefined
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(null, [
            { private_key: Buffer.from(identity.privateKey), cert_chain: Buffer.from(identity.certificate) },
          ]);
    this.#port = await new Promise((resolve, reject) =>
      this.#server.bindAsync('localhost:0', credentials, (error, port) =>
        error === null ? resolve(port) : reject(error),
      ),
    );
    return this;
  }

  async close(): Promise<void> {
    this.#server.forceShutdown();
  }

  #answer(what: string, answer: () => object): Unary {
    return (call, callback) => {
      this.#note(what, call.metadata, call.request);
      const fault = this.faults.shift();
      call.on('cancelled', () => this.abandoned++);
      if (fault === 'silent') return;
      if (fault === 'broken-off') call.sendMetadata(new Metadata());
      const named = call.request as { readonly name?: string; readonly model_name?: string };
      if (fault === 'unavailable' || fault === 'broken-off') callback({ code: status.UNAVAILABLE, details: 'Busy.' });
      else if (fault === 'invalid') callback({ code: status.INVALID_ARGUMENT, details: 'Wrong.' });
      else if ((named.model_name ?? named.name) === 'unknown')
        callback({ code: status.NOT_FOUND, details: SAID.unknown });
      else callback(null, answer());
    };
  }

  #stream(call: ServerDuplexStream<ModelInferRequest, ModelStreamInferResponseInput>): void {
    call.on('cancelled', () => this.abandoned++);
    call.on('data', (request: ModelInferRequest) => {
      this.#note('stream', call.metadata, request);
      const fault = this.faults.shift();
      if (fault === 'silent') return;
      call.sendMetadata(new Metadata());
      if (fault === 'unavailable') call.emit('error', { code: status.UNAVAILABLE, details: 'Busy.' });
      else if (fault === 'invalid') call.write({ error_message: 'Wrong.', infer_response: { id: request.id } });
      else {
        const count = fault === 'broken-off' ? 1 : this.streamed;
        for (let index = 0; index < count; index++) call.write({ infer_response: echo(request) });
        if (fault === 'broken-off') call.emit('error', { code: status.UNAVAILABLE, details: 'Busy.' });
        else if (!this.staysOpen) call.end();
      }
    });
  }

  #note(what: string, metadata: Metadata, request: object): void {
    const [authorization] = metadata.get('authorization');
    const common = { what, authorization: authorization?.toString() };
    this.asked.push(
      'raw_input_contents' in request ? { ...common, infer: inferOf(request as ModelInferRequest) } : common,
    );
  }
}

function inferOf(request: ModelInferRequest): AskedInfer {
  const parameters = Object.entries(request.parameters).map(([name, message]) => {
    const [value] = Object.values(message) as [unknown];
    return [name, 'int64_param' in message ? Number(value) : value];
  });
  return {
    model: request.model_name,
    version: request.model_version,
    id: request.id,
    parameters: Object.fromEntries(parameters) as Record<string, unknown>,
    outputs: request.outputs.map(({ name }) => name),
  };
}

function echo(request: ModelInferRequest): ModelInferResponseInput {
  return {
    model_name: request.model_name,
    model_version: '2',
    id: request.id,
    parameters: { cost: { int64_param: 7 }, warm: { bool_param: true } },
    outputs: request.inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
    raw_output_contents: request.raw_input_contents,
  };
}
