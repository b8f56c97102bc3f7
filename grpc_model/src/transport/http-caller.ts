import type { IncomingMessage, ServerResponse } from 'node:http';
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
    // It comes when the answer has left, and when the connection broke.
    response.on('close', () => {
      this.#isClosed = true;
      for (const listener of this.#onClosed) listener();
    });
  }

  onClosed(listener: () => void): void {
    // Who comes late must hear of it, too: what it wants to give back would be held for ever.
    if (this.#isClosed) listener();
    else this.#onClosed.push(listener);
  }
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
