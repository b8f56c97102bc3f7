import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { CallListener } from '../../core/call-record';
import { answerTo, errorOf, plainAnswer } from './http-refusal';
import type { HttpAnswer, HttpRoute, HttpService } from './http-route';
import { HttpCaller } from './http-caller';
import { REQUEST_ID_HEADER } from '../request-id';

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
  readonly route: Pick<HttpRoute, 'name'>;
}

/** What nobody owns; the path is the caller's, and logs and metrics must not be. */
export const UNOWNED: Asked = { service: { protocol: 'http', toAnswer: plainAnswer }, route: { name: 'unknown' } };

/** What all requests of a listener share. */
export interface ExchangeContext {
  readonly idleConnectionMs: number;
  readonly onCallEnd: CallListener;
  /** No connection is used for another request. */
  readonly isClosing: () => boolean;
}

/** One request, from its headers to the end of its answer: opens the call's record, and closes it. */
export class HttpExchange {
  readonly caller: HttpCaller;
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
    const { record } = this.caller;
    this.caller.onClosed(() => {
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

  answer(answer: HttpAnswer): void {
    if (this.#isAnswered) return;
    this.caller.record.answer('ok');
    this.#send(answer);
  }

  refuse(thrown: unknown): void {
    if (this.#isAnswered) return;
    this.#isRefused = true;
    this.caller.record.answer(errorOf(thrown).code);
    this.#send(answerTo(thrown, this.asked.service));
    closeUnlessRead(this.incoming);
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
  void reply.send(typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength));
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
