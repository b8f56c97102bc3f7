import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Of one connection; few clients send even two requests without waiting for an answer. */
const MAX_UNANSWERED = 64;
/** More than one read from the system can hold of the shortest requests. */
const MAX_WAITING = 4096;

/**
 * A handler that has 64 requests of one connection at a time, in their order: those behind them wait, and nothing more is
 * read, until an answer has left. A connection on which thousands wait even so is closed.
 */
export function boundPipelining(handler: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Line>();
  return (request, response) => {
    const { socket } = request;
    // What is left of a piece of which the beginning was too much.
    if (socket.destroyed) return;
    const line = lines.get(socket) ?? new Line(socket, handler);
    lines.set(socket, line);
    line.take(request, response);
  };
}

/** The requests of one connection that were sent without waiting for answers. */
class Line {
  readonly #waiting: [IncomingMessage, ServerResponse][] = [];
  #unanswered = 0;
  /** Nothing more is read, or soon will not be. */
  #isHeld = false;
  #isPausing = false;

  constructor(
    private readonly socket: Socket,
    private readonly handler: RequestListener,
  ) {
    socket.once('close', () => this.#waiting.splice(0));
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.#unanswered < MAX_UNANSWERED) this.#begin(request, response);
    else if (this.#waiting.length < MAX_WAITING) {
      this.#waiting.push([request, response]);
      this.#pauseSoon();
    } else this.socket.destroy();
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
    this.#unanswered++;
    response.once('close', () => {
      this.#unanswered--;
      this.#beginNext();
    });
    this.handler(request, response);
  }

  #beginNext(): void {
    const next = this.#waiting.shift();
    if (next !== undefined && !this.socket.destroyed) this.#begin(...next);
    if (this.#waiting.length > 0) this.#pauseSoon();
    else if (this.#isHeld) {
      this.#isHeld = false;
      this.socket.resume();
    }
  }

  /** Node reads on after each request that is there, and each answer that has left; it does so in the next tick. */
  #pauseSoon(): void {
    this.#isHeld = true;
    if (this.#isPausing) return;
    this.#isPausing = true;
    process.nextTick(() =>
      process.nextTick(() => {
        this.#isPausing = false;
        if (this.#waiting.length > 0) this.socket.pause();
      }),
    );
  }
}
