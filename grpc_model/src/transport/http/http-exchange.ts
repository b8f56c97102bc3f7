import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { CallListener } from '../../core/call-record';
import type { ByteBudget } from '../byte-budget';
import { HeldBytes } from './held-bytes';
import { answerTo, errorOf, plainAnswer } from './http-refusal';
import type { HttpAnswer, HttpRoute, HttpService } from './http-route';
import { HttpCaller } from './http-caller';
import { REQUEST_ID_HEADER } from '../request-id';
import { isStreaming, Pieces, writePieces, type StreamingAnswer } from './stream-answer';

/** How long what a refused client still sends is taken and thrown away, so that it reads why, before its connection is closed. */
const LINGER_MS = 1000;

/** Who owns what is asked for. */
export interface Owner {
  readonly service: HttpService;
  readonly route: HttpRoute;
}

/** What a request is, where nobody may own it. */
export interface Asked {
  readonly service: Pick<HttpService, 'protocol' | 'toAnswer' | 'isQuiet'>;
  readonly route: Pick<HttpRoute, 'name' | 'toAnswer'>;
}

/** What nobody owns; the path is the caller's, and logs and metrics must not be. */
export const UNOWNED: Asked = { service: { protocol: 'http', toAnswer: plainAnswer }, route: { name: 'unknown' } };

/** What all requests of a listener share. */
export interface ExchangeContext {
  readonly idleConnectionMs: number;
  readonly onCallEnd: CallListener;
  /** Of all bodies. */
  readonly receiving: ByteBudget;
  /** No connection is used for another request. */
  readonly isClosing: () => boolean;
}

/** One request, from its headers to the end of its answer: opens the call's record, and closes it. */
export class HttpExchange {
  readonly caller: HttpCaller;
  /** What its body holds. */
  readonly held: HeldBytes;
  #isHandled = false;
  #isAnswered = false;
  #isRefused = false;

  constructor(
    private readonly asked: Asked,
    private readonly incoming: IncomingMessage,
    private readonly reply: FastifyReply,
    private readonly context: ExchangeContext,
  ) {
    const { service, route } = asked;
    this.caller = new HttpCaller(incoming, reply.raw, service.protocol, route.name);
    this.held = new HeldBytes(context.receiving);
    const { record } = this.caller;
    this.caller.onClosed(() => {
      // A body that came when its client had hung up is handled by nobody.
      if (!this.#isHandled) this.held.giveBack();
      // Who hung up before there was an answer gets none.
      record.answer('cancelled');
      if (service.isQuiet !== true || this.#isRefused) context.onCallEnd(record);
    });
  }

  /** Whether its body is still on its way, and nobody has refused it. */
  get isReceiving(): boolean {
    return !this.#isAnswered && !this.incoming.complete;
  }

  /** Whether its answer has not left yet. */
  get isOpen(): boolean {
    return !this.reply.raw.closed;
  }

  /** Has the answer made. What the body holds is counted meanwhile, also when the client has hung up. */
  async handle(make: () => HttpAnswer | Promise<HttpAnswer>): Promise<HttpAnswer> {
    this.#isHandled = true;
    try {
      return await make();
    } finally {
      this.held.giveBack();
    }
  }

  /**
   * Resolves when the answer has been handed over; that of pieces with the last one.
   *
   * @throws what is thrown before the first piece; what comes later breaks the answer off, and is thrown, too
   */
  async answer(answer: HttpAnswer): Promise<void> {
    if (this.#isAnswered) return;
    if (isStreaming(answer)) return this.#stream(answer);
    this.caller.record.answer('ok');
    this.#send(answer);
  }

  refuse(thrown: unknown): void {
    if (this.#isAnswered) return;
    this.#isRefused = true;
    this.caller.record.answer(errorOf(thrown).code);
    const { service, route } = this.asked;
    this.#send(answerTo(thrown, route.toAnswer ?? service.toAnswer));
    closeUnlessRead(this.incoming);
  }

  async #stream({ status, headers, body }: StreamingAnswer): Promise<void> {
    const { raw } = this.reply;
    const pieces = new Pieces(body);
    this.caller.onClosed(() => pieces.close());
    const first = await pieces.next();
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.reply.hijack();
    if (raw.destroyed) return;
    if (this.context.isClosing()) raw.shouldKeepAlive = false;
    raw.writeHead(status, { ...headers, [REQUEST_ID_HEADER]: this.caller.record.requestId });
    try {
      await writePieces(first, pieces, raw, this.context.idleConnectionMs);
    } catch (thrown) {
      this.caller.record.answer(errorOf(thrown).code);
      raw.destroy();
      throw thrown;
    }
    if (!this.isOpen) return;
    this.caller.record.answer('ok');
    raw.end();
    closeUnlessTaken(raw, this.context.idleConnectionMs);
  }

  #send(answer: HttpAnswer): void {
    this.#isAnswered = true;
    if (this.context.isClosing()) this.reply.raw.shouldKeepAlive = false;
    void this.reply.header(REQUEST_ID_HEADER, this.caller.record.requestId);
    send(this.reply, answer);
    closeUnlessTaken(this.reply.raw, this.context.idleConnectionMs);
  }
}

function send(reply: FastifyReply, { status, headers = {}, body }: HttpAnswer): void {
  void reply.code(status).headers(headers);
  // What is sent is what Node takes, without a copy.
  // Of a text, Fastify would add the charset to the type, which some clients compare letter by letter.
  if (typeof body === 'string') void reply.send(Buffer.from(body));
  else if (body instanceof Uint8Array) void reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

/** Closes the connection of a client that goes on sending what nobody wants. */
function closeUnlessRead(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  const { socket } = incoming;
  // No listener of the connection: it may have thousands of such requests.
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  incoming.once('end', () => clearTimeout(timer)).resume();
}

/** Closes a connection that takes nothing of its answer for so long. */
function closeUnlessTaken(response: ServerResponse, idleConnectionMs: number): void {
  // Node sets the time anew when the answer has left; it counts only while nothing moves.
  if (!response.writableFinished) response.socket?.setTimeout(idleConnectionMs);
}
