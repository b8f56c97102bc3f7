import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { ServingError } from '../../core/errors';
import { bearer } from '../credentials';
import { fromHttpAnswer } from './answer-errors';
import type { ConnectionOptions } from './connection-options';
import { isSuccess, RestExchange } from './rest-exchange';
import type { Attempt } from './retry';

/** What is asked. */
export interface RestRequest {
  readonly method: 'GET' | 'POST';
  /** From the server's address, with a slash before. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, in pieces that are sent one after the other. */
  readonly pieces?: readonly Uint8Array[];
}

/** A whole answer. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Connections to one server, which are kept for the next call. */
export class RestConnection {
  readonly #options: ConnectionOptions;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #request: typeof httpRequest;
  /** What stands before the paths of the protocol: nothing, or a path of a proxy. */
  readonly #base: string;

  constructor(options: ConnectionOptions) {
    const { url, tls } = options;
    this.#options = options;
    this.#base = url.pathname.replace(/\/+$/, '');
    const isEncrypted = url.protocol === 'https:';
    this.#request = isEncrypted ? httpsRequest : httpRequest;
    this.#agent = isEncrypted
      ? new HttpsAgent({ keepAlive: true, ca: tls?.authorities, cert: tls?.certificate, key: tls?.privateKey })
      : new HttpAgent({ keepAlive: true });
  }

  /** One whole answer, of any status. */
  async ask(request: RestRequest, attempt: Attempt): Promise<RestAnswer> {
    const exchange = this.#send(request, attempt);
    try {
      const answer = await exchange.answer();
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: await this.#readWhole(answer) };
    } catch (thrown) {
      throw exchange.explain(thrown);
    } finally {
      exchange.end();
    }
  }

  /**
   * The pieces of an answer as they come. Ending the iteration early ends the call.
   *
   * @throws ServingError of an answer that is no success
   */
  async *read(request: RestRequest, attempt: Attempt): AsyncIterable<Buffer> {
    const exchange = this.#send(request, attempt);
    try {
      const answer = await exchange.answer();
      const { statusCode = 0 } = answer;
      if (!isSuccess(statusCode)) throw fromHttpAnswer(statusCode, await this.#readWhole(answer));
      yield* answer as AsyncIterable<Buffer>;
    } catch (thrown) {
      throw exchange.explain(thrown);
    } finally {
      exchange.end();
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send({ method, path, headers = {}, pieces = [] }: RestRequest, attempt: Attempt): RestExchange {
    const { url, token } = this.#options;
    const length = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const sent = this.#request({
      agent: this.#agent,
      // An IPv6 address stands in brackets in a URL alone.
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      method,
      path: `${this.#base}${path}`,
      headers: {
        ...headers,
        ...(method === 'POST' && { 'content-length': String(length) }),
        ...(token !== undefined && { authorization: bearer(token) }),
      },
    });
    for (const piece of pieces) sent.write(piece);
    sent.end();
    return new RestExchange(sent, url.href, attempt);
  }

  async #readWhole(answer: IncomingMessage): Promise<Buffer> {
    const { maxMessageBytes } = this.#options;
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      length += chunk.byteLength;
      if (length > maxMessageBytes) {
        throw new ServingError(
          'resource-exhausted',
          `The server's answer is larger than ${maxMessageBytes} bytes; expected less, or a larger maxMessageBytes.`,
        );
      }
      chunks.push(chunk);
    }
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
  }
}
