import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Caller } from '../core/call';
import { CallRecord } from '../core/call-record';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id';

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
    const callers = openCallersOf(socket);
    callers.add(this);
    // It comes when the answer has left, and when the connection broke.
    response.on('close', () => {
      callers.delete(this);
      this.close();
    });
    if (socket.closed) this.close();
  }

  /** Nobody waits for the answer any longer. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#onClosed) listener();
  }

  onClosed(listener: () => void): void {
    // Who comes late must hear of it, too: what it wants to give back would be held for ever.
    if (this.#isClosed) listener();
    else this.#onClosed.push(listener);
  }
}

/**
 * Those of a connection whose answer has not left. When it breaks, Node tells the first of pipelined requests alone: the
 * others wait for their turn, and would for ever.
 */
function openCallersOf(socket: Socket): Set<HttpCaller> {
  const known = openCallers.get(socket);
  if (known !== undefined) return known;
  const callers = new Set<HttpCaller>();
  openCallers.set(socket, callers);
  socket.once('close', () => {
    for (const caller of callers) caller.close();
  });
  return callers;
}

const openCallers = new WeakMap<Socket, Set<HttpCaller>>();

function firstOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
