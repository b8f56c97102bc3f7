import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Gate } from '../../core/access';
import type { CallListener } from '../../core/call-record';
import { ServingError } from '../../core/errors';
import { answerBrokenRequest } from './broken-request';
import { compressedAnswer } from './compressed-answer';
import { ConnectionCount, type ConnectionFigures } from '../connection-count';
import type { ConnectionLimits } from '../connection-limits';
import { HeldBytes } from './held-bytes';
import { HttpExchange, UNOWNED, type Asked, type ExchangeContext, type Owner } from './http-exchange';
import type { HttpRequest, HttpService } from './http-route';
import { HttpRoutes, unknownPath, wrongMethod, type PathRoutes } from './http-routes';
import { httpServer } from './http-server';
import { visitorOf } from './http-visitor';
import { InFlight } from '../in-flight';
import { listenOn } from '../listen-on';
import { boundPipelining } from './pipelining';
import { readBody, type BodyLimits } from './read-body';
import type { TlsSource } from '../tls-source';

export interface HttpListenerOptions extends ConnectionLimits, BodyLimits {
  /** For example `[::]`, `127.0.0.1`. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Absent: it speaks no TLS. */
  readonly tls: TlsSource | undefined;
  readonly gate: Gate;
  /** Hears of every call that is over. */
  readonly onCallEnd: CallListener;
  /** Hears of what a handler threw that nobody foresaw. */
  readonly onUnforeseen: (thrown: unknown, requestId: string) => void;
}

/** One HTTP port: any services. Knows no protocol. */
export class HttpListener {
  readonly #connections = new ConnectionCount();
  readonly #options: HttpListenerOptions;
  readonly #routes = new HttpRoutes();
  readonly #inFlight = new InFlight();
  /** The last request of each connection, for what goes wrong with the connection itself. */
  readonly #exchanges = new WeakMap<Duplex, HttpExchange>();
  readonly #context: ExchangeContext;
  #server: Server | undefined;
  #isClosing = false;

  constructor(options: HttpListenerOptions) {
    this.#options = options;
    const { idleConnectionMs, onCallEnd, receiving } = options;
    this.#context = { idleConnectionMs, onCallEnd, receiving, isClosing: () => this.#isClosing };
  }

  /** @throws Error when another service has one of its routes */
  add(service: HttpService): void {
    this.#routes.add(service);
  }

  /**
   * Begins to accept calls.
   *
   * @returns the port, which the system chose when 0 was asked for
   */
  async listen(): Promise<number> {
    const app = this.#application();
    for (const routes of this.#routes) this.#offer(app, routes);
    await app.ready();
    const { host, port } = this.#options;
    return listenOn(app.server, host, port);
  }

  /** How many calls wait for their answer, or for it to leave. */
  get callsUnderWay(): number {
    return this.#inFlight.count;
  }

  get connections(): ConnectionFigures {
    return this.#connections;
  }

  /** Accepts no more calls, lets those under way finish and their answers leave within the given time, and ends the rest. */
  async close(drainTimeoutMs: number): Promise<void> {
    this.#isClosing = true;
    const server = this.#server;
    if (server?.listening !== true) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const timers = new AbortController();
    const drained = delay(drainTimeoutMs, undefined, { signal: timers.signal }).catch(() => undefined);
    await Promise.race([this.#inFlight.idle(), drained]);
    timers.abort();
    // What has had its last answer, or never asked; what is left of the others ends with them.
    server.closeAllConnections();
    this.#connections.closeAll();
    await closed;
  }

  #application(): FastifyInstance {
    const { maxHeaderBytes } = this.#options;
    const app = fastify({
      serverFactory: (handler) => this.#serverOf(boundPipelining(handler)),
      requestIdHeader: false,
      genReqId: () => '',
      // Longer ones do not get through the bound of the headers.
      routerOptions: { maxParamLength: maxHeaderBytes, querystringParser: firstValues },
      frameworkErrors: (error, request, reply) => this.#begin(request, reply, UNOWNED).refuse(error),
      clientErrorHandler: (error, socket) =>
        answerBrokenRequest(error, socket, this.#exchanges.get(socket), this.#options),
      return503OnClosing: false,
      // Fastify's own would take 40 ms to load, and protocols validate by themselves.
      schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    });
    app.decorateRequest('exchange');
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (request: FastifyRequest, incoming: IncomingMessage) =>
      this.#readBody(incoming, exchangeOf(request)),
    );
    app.setErrorHandler((thrown, request, reply) => this.#refuse(thrown, request, reply));
    app.setNotFoundHandler((request, reply) =>
      this.#begin(request, reply, UNOWNED).refuse(unknownPath(request.method, request.url)),
    );
    this.#connections.watch(app.server);
    return app;
  }

  #serverOf(handler: RequestListener): Server {
    const server = httpServer(handler, this.#options, this.#options.tls);
    this.#server = server;
    // A client that asks before it sends is told to go on when it has been let in.
    return server.on('checkContinue', handler);
  }

  #offer(app: FastifyInstance, { path, owners, unanswered }: PathRoutes): void {
    for (const [method, owner] of owners) {
      app.route({
        method,
        url: owner.route.path,
        onRequest: (request, reply, done) => {
          this.#admit(this.#open(request, reply, owner), owner, request);
          if (asksToContinue(request.raw)) reply.raw.writeContinue();
          done();
        },
        handler: (request, reply) => this.#answer(request, reply, owner),
      });
    }
    const [first] = owners.values();
    app.route({
      method: [...unanswered],
      url: path,
      onRequest: (request, reply) => {
        this.#open(request, reply, first!);
        throw wrongMethod(request.method, path, owners);
      },
      handler: () => undefined,
    });
  }

  async #readBody(incoming: IncomingMessage, exchange: HttpExchange | undefined): Promise<Buffer> {
    const held = exchange?.held ?? new HeldBytes(this.#options.receiving);
    const body = await readBody(incoming, this.#options, held);
    // Where nobody has the path, nobody handles it.
    if (exchange?.isOpen !== true) held.giveBack();
    return body;
  }

  #open(request: FastifyRequest, reply: FastifyReply, owner: Owner): HttpExchange {
    const exchange = this.#begin(request, reply, owner);
    request.setDecorator('exchange', exchange);
    return exchange;
  }

  #begin(request: FastifyRequest, reply: FastifyReply, asked: Asked): HttpExchange {
    const exchange = new HttpExchange(asked, request.raw, reply, this.#context);
    this.#exchanges.set(request.raw.socket, exchange);
    this.#inFlight.begin();
    exchange.caller.onClosed(() => this.#inFlight.end());
    return exchange;
  }

  #admit({ caller }: HttpExchange, { route: { access } }: Owner, { raw }: FastifyRequest): void {
    if (this.#isClosing && access !== 'open') throw new ServingError('unavailable', 'The server is stopping.');
    caller.record.identity = this.#options.gate.admit(access, visitorOf(raw));
  }

  async #answer(request: FastifyRequest, reply: FastifyReply, { route }: Owner): Promise<void> {
    const exchange = exchangeOf(request)!;
    const { params, query, headers, body } = request;
    const asked: HttpRequest = {
      params: params as Record<string, string>,
      query: query as Record<string, string>,
      headers,
      body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    };
    const answer = await exchange.handle(() => route.handle(asked, exchange.caller));
    const accepted = headers['accept-encoding'];
    await exchange
      .answer(route.compresses === true ? await compressedAnswer(answer, accepted) : answer)
      // Fastify hears no more of an answer whose first piece has left.
      .catch((thrown: unknown) => this.#refuse(thrown, request, reply));
  }

  #refuse(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const exchange = exchangeOf(request) ?? this.#begin(request, reply, UNOWNED);
    exchange.refuse(thrown);
    if (exchange.caller.record.outcome !== 'internal' || thrown instanceof ServingError) return;
    this.#options.onUnforeseen(thrown, exchange.caller.record.requestId);
  }
}

function exchangeOf(request: FastifyRequest): HttpExchange | undefined {
  return request.getDecorator<HttpExchange | undefined>('exchange');
}

function asksToContinue({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === '100-continue';
}

/** The first value of each name; the names are the caller's, so none of them is a method of what is returned. */
function firstValues(text: string): Record<string, string> {
  const values = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) values[name] ??= value;
  return values;
}

function noCompiler(): never {
  throw new Error('A route has a schema, and nothing compiles it.');
}
