import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Identity } from './certificates';
import { InferenceServer, SAID } from './inference-server';

interface JsonRequest {
  readonly id?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputs: readonly { readonly name: string; readonly parameters: { readonly binary_data_size: number } }[];
  readonly outputs?: readonly { readonly name: string }[];
}

export class RestInferenceServer extends InferenceServer {
  readonly #server;
  /** In place of what `infer` would answer with: a body of JSON. */
  json: string | undefined;
  /** What `generate_stream` answers with. */
  events = '';
  /** How many there were. */
  connections = 0;

  constructor(readonly identity?: Identity) {
    super();
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.#receive(request, response);
    this.#server =
      identity === undefined
        ? createServer(answer)
        : createTlsServer({ cert: identity.certificate, key: identity.privateKey }, answer);
    this.#server.on('connection', () => this.connections++);
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.identity === undefined ? 'http' : 'https'}://localhost:${port}`;
  }

  async start(): Promise<this> {
    await once(this.#server.listen(0, 'localhost'), 'listening');
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const path = request.url!;
    const what = WHAT.find(([pattern]) => pattern.test(path))![1];
    response.on('close', () => response.writableFinished || this.abandoned++);
    const jsonBytes = Number(request.headers['inference-header-content-length'] ?? 0);
    const infer = what === 'infer' ? (JSON.parse(body.toString('utf8', 0, jsonBytes)) as JsonRequest) : undefined;
    const asked = { what, authorization: request.headers.authorization };
    this.asked.push(infer === undefined ? asked : { ...asked, infer: inferIn(infer, path) });
    if (this.#fail(response) || this.#refuse(path, what, response)) return;
    if (infer === undefined) this.#tell(what, response);
    else if (this.json !== undefined) response.end(this.json);
    else answerEcho(infer, body.subarray(jsonBytes), path, response);
  }

  /** @returns whether the call is over, or never will be */
  #fail(response: ServerResponse): boolean {
    const fault = this.faults.shift();
    if (fault === 'unavailable') response.writeHead(503).end('{"error":"Busy."}');
    if (fault === 'invalid') response.writeHead(400).end('{"error":"Wrong."}');
    // The head goes out before the connection does.
    if (fault === 'broken-off')
      response.writeHead(200, { 'content-length': '10' }).write('{', () => response.destroy());
    return fault !== undefined;
  }

  #refuse(path: string, what: string, response: ServerResponse): boolean {
    if (path.includes('/unknown')) response.writeHead(404).end(JSON.stringify({ error: SAID.unknown }));
    else if (!this.isReady && what.includes('ready')) response.writeHead(503).end('{"error":"Model is not ready."}');
    else return false;
    return true;
  }

  #tell(what: string, response: ServerResponse): void {
    if (what === 'generate-stream') response.writeHead(200, { 'content-type': 'text/event-stream' }).end(this.events);
    else response.end(JSON.stringify(TOLD[what] ?? {}));
  }
}

const WHAT: readonly (readonly [RegExp, string])[] = [
  [/\/health\/live$/, 'live'],
  [/\/health\/ready$/, 'ready'],
  [/\/v2$/, 'server'],
  [/\/ready$/, 'model-ready'],
  [/\/stats$/, 'statistics'],
  [/\/config$/, 'config'],
  [/\/infer$/, 'infer'],
  [/\/generate$/, 'generate'],
  [/\/generate_stream$/, 'generate-stream'],
  [/\/index$/, 'index'],
  [/\/load$/, 'load'],
  [/\/unload$/, 'unload'],
  [/./, 'metadata'],
];

const TOLD: Readonly<Record<string, unknown>> = {
  server: SAID.server,
  metadata: SAID.metadata,
  config: SAID.config,
  statistics: SAID.statistics,
  index: SAID.index,
  generate: { model_name: 'echo', text_output: 'to be', details: { finish_reason: 'length' } },
};

function modelIn(path: string): { readonly model: string; readonly version: string } {
  const [, model, version] = /models\/([^/]+)(?:\/versions\/([^/]+))?/.exec(path)!;
  return { model: decodeURIComponent(model!), version: decodeURIComponent(version ?? '') };
}

function inferIn(
  { id = '', parameters: { binary_data_output, ...parameters }, outputs = [] }: JsonRequest,
  path: string,
) {
  expect(binary_data_output).toBe(true);
  return { ...modelIn(path), id, parameters, outputs: outputs.map(({ name }) => name) };
}

function answerEcho({ id, inputs }: JsonRequest, blobs: Buffer, path: string, response: ServerResponse): void {
  const { model } = modelIn(path);
  const parameters = { cost: 7, warm: true };
  const json = JSON.stringify({ model_name: model, model_version: '2', id, parameters, outputs: inputs });
  response.setHeader('inference-header-content-length', Buffer.byteLength(json));
  response.end(Buffer.concat([Buffer.from(json), blobs]));
}
