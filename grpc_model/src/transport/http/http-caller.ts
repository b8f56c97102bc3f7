import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Caller } from '../../core/call';
import { CallRecord } from '../../core/call-record';
import { REQUEST_ID_HEADER, requestIdOf } from '../request-id';

/** The callers that wait on each connection: several, where a client sends requests without waiting for answers. */
const waitingOn = new WeakMap<Socket, Set<HttpCaller>>();

/** What an HTTP request says about its caller. */
export class HttpCaller implements Caller {
  readonly record: CallRecord;
  /** HTTP has no header that says how long the caller waits; it hangs up. */
  readonly deadlineMs = Infinity;
  #isClosed = false;
  readonly #onClosed: (() => void)[] = [];

  /**
   * @param protocol the folder of the protocol
   * @param method the route's name
   */
  constructor(request: IncomingMessage, response: ServerResponse, protocol: string, method: string) {
    const { headers, socket } = request;
    this.record = new CallRecord({
      requestId: requestIdOf(firstOf(headers[REQUEST_ID_HEADER])),
      protocol,
      method,
      peer: `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`,
      traceParent: firstOf(headers['traceparent']),
    });
    const waiting = waitingOn.get(socket) ?? HttpCaller.#watch(socket);
    waiting.add(this);
    // It comes when the answer has left, and when the connection broke; but not when other answers were still before it.
    response.on('close', () => {
      waiting.delete(this);
      this.#close();
    });
    if (socket.destroyed) this.#close();
  }

  /** One listener for each connection, however many requests it has. */
  static #watch(socket: Socket): Set<HttpCaller> {
    const waiting = new Set<HttpCaller>();
    waitingOn.set(socket, waiting);
    socket.once('close', () => {
      for (const caller of waiting) caller.#close();
    });
    return waiting;
  }

  onClosed(listener: () => void): void {
    // Who comes late must hear of it, too: what it wants to give back would be held for ever.
    if (this.#isClosed) listener();
    else this.#onClosed.push(listener);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#onClosed) listener();
  }
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
