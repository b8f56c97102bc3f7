import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from './http-route';

/** An answer whose body comes piece by piece. */
export interface StreamingAnswer extends HttpAnswer {
  readonly body: AsyncIterable<string>;
}

export function isStreaming(answer: HttpAnswer): answer is StreamingAnswer {
  return typeof answer.body === 'object' && Symbol.asyncIterator in answer.body;
}

/** The pieces of a body, from the first to the last, or to the client's hang-up. */
export class Pieces {
  readonly #iterator: AsyncIterator<string>;
  #isClosed = false;

  constructor(pieces: AsyncIterable<string>) {
    this.#iterator = pieces[Symbol.asyncIterator]();
  }

  /** @returns undefined after the last one, or when they were closed */
  async next(): Promise<string | undefined> {
    if (this.#isClosed) return undefined;
    const next = await this.#iterator.next();
    return next.done === true ? undefined : next.value;
  }

  /** Nobody wants more of them; whoever makes them is told. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#iterator.return?.().catch(() => undefined);
  }
}

/**
 * Writes pieces as they come, and waits where the client takes them more slowly.
 *
 * @param idleConnectionMs a client that takes nothing for so long is closed; how long the next piece takes is its maker's
 *   business
 */
export async function writePieces(
  first: string | undefined,
  pieces: Pieces,
  response: ServerResponse,
  idleConnectionMs: number,
): Promise<void> {
  for (let piece = first; piece !== undefined; piece = await pieces.next()) {
    if (response.write(piece) || response.destroyed) continue;
    const { socket } = response;
    socket?.setTimeout(idleConnectionMs);
    await drained(response);
    socket?.setTimeout(0);
  }
}

/** Resolves when there is room again, or nobody left to take anything. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}
