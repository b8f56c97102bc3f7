import { ServingError } from '../../core/errors';
import type { InferAnswer, InferMessage } from '../../protocols/open-inference/infer-message';
import { fromHttpAnswer } from './answer-errors';
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
import { Fields } from './fields';
import type { NamedModel } from './model-name';
import { RestConnection, type RestAnswer, type RestRequest } from './rest-connection';
import { isSuccess } from './rest-exchange';
import { fromRestBody, parse, toRestBody } from './rest-message';
import type { Attempt } from './retry';
import { eventsOf } from './server-sent-events';
import type { GenerateMessage, InferenceTransport } from './transport';

const JSON_LENGTH = 'inference-header-content-length';
const JSON_TYPE = { 'content-type': 'application/json' };
/** What servers say when they, or a model, are not ready: 503, or 400 as Triton has it. */
const NOT_READY: ReadonlySet<number> = new Set([400, 503]);

/** The protocol over HTTP: tensors in the binary form both ways; JSON is read where a server answers with it. */
export class RestTransport implements InferenceTransport {
  readonly #connection: RestConnection;
  readonly #maxEventChars: number;

  constructor(options: ConnectionOptions) {
    this.#connection = new RestConnection(options);
    this.#maxEventChars = options.maxMessageBytes;
  }

  isLive(attempt: Attempt): Promise<boolean> {
    return this.#isWell('/v2/health/live', attempt);
  }

  isReady(attempt: Attempt): Promise<boolean> {
    return this.#isWell('/v2/health/ready', attempt);
  }

  isModelReady(model: NamedModel, attempt: Attempt): Promise<boolean> {
    return this.#isWell(`${pathOf(model)}/ready`, attempt);
  }

  async serverMetadata(attempt: Attempt): Promise<ServerMetadata> {
    return readServerMetadata(await this.#get('/v2', attempt));
  }

  async metadata(model: NamedModel, attempt: Attempt): Promise<ModelMetadata> {
    return readModelMetadata(await this.#get(pathOf(model), attempt));
  }

  async config(model: NamedModel, attempt: Attempt): Promise<ModelConfig> {
    return readModelConfig(await this.#get(`${pathOf(model)}/config`, attempt));
  }

  async statistics(model: NamedModel | undefined, attempt: Attempt): Promise<readonly ModelStatistics[]> {
    return readStatistics(await this.#get(`${model === undefined ? '/v2/models' : pathOf(model)}/stats`, attempt));
  }

  async infer(message: InferMessage, attempt: Attempt): Promise<InferAnswer> {
    const { pieces, jsonBytes } = toRestBody(message);
    const path = `${pathOf({ name: message.modelName, version: message.modelVersion })}/infer`;
    const headers = { 'content-type': 'application/octet-stream', [JSON_LENGTH]: String(jsonBytes) };
    const answer = await this.#ask({ method: 'POST', path, headers, pieces }, attempt);
    const given = answer.headers[JSON_LENGTH];
    return fromRestBody(answer.body, given === undefined ? undefined : Number(given));
  }

  async *stream(message: InferMessage, attempt: Attempt): AsyncIterable<InferAnswer> {
    yield await this.infer(message, attempt);
  }

  async generate({ model, body }: GenerateMessage, attempt: Attempt): Promise<unknown> {
    return this.#post(`${pathOf(model)}/generate`, body, attempt);
  }

  async *generateStream({ model, body }: GenerateMessage, attempt: Attempt): AsyncIterable<unknown> {
    const request = postOf(`${pathOf(model)}/generate_stream`, body);
    for await (const event of eventsOf(this.#connection.read(request, attempt), this.#maxEventChars)) {
      const value = parse(event);
      const fields = new Fields(value, 'an event');
      if (fields.has('error')) throw new ServingError('internal', fields.text('error'));
      yield value;
    }
  }

  async index(ready: boolean, attempt: Attempt): Promise<readonly ModelIndex[]> {
    return readIndex(await this.#post('/v2/repository/index', { ready }, attempt));
  }

  async load(name: string, attempt: Attempt): Promise<void> {
    await this.#ask(postOf(`/v2/repository/models/${encodeURIComponent(name)}/load`, {}), attempt);
  }

  async unload(name: string, attempt: Attempt): Promise<void> {
    await this.#ask(postOf(`/v2/repository/models/${encodeURIComponent(name)}/unload`, {}), attempt);
  }

  close(): void {
    this.#connection.close();
  }

  async #isWell(path: string, attempt: Attempt): Promise<boolean> {
    const { status, body } = await this.#connection.ask({ method: 'GET', path }, attempt);
    if (isSuccess(status)) return true;
    if (NOT_READY.has(status)) return false;
    throw fromHttpAnswer(status, body);
  }

  async #get(path: string, attempt: Attempt): Promise<unknown> {
    return jsonOf(await this.#ask({ method: 'GET', path }, attempt));
  }

  async #post(path: string, body: object, attempt: Attempt): Promise<unknown> {
    return jsonOf(await this.#ask(postOf(path, body), attempt));
  }

  /** An answer that is a success. */
  async #ask(request: RestRequest, attempt: Attempt): Promise<RestAnswer> {
    const answer = await this.#connection.ask(request, attempt);
    if (!isSuccess(answer.status)) throw fromHttpAnswer(answer.status, answer.body);
    return answer;
  }
}

function pathOf({ name, version }: NamedModel): string {
  const model = `/v2/models/${encodeURIComponent(name)}`;
  return version === '' ? model : `${model}/versions/${encodeURIComponent(version)}`;
}

function postOf(path: string, body: object): RestRequest {
  return { method: 'POST', path, headers: JSON_TYPE, pieces: [Buffer.from(JSON.stringify(body))] };
}

function jsonOf({ body }: RestAnswer): unknown {
  return parse(body.toString());
}
