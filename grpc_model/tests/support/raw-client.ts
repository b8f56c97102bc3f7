import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from './until';

/** A client that says what it likes, byte by byte. */
export class RawClient {
  text = '';
  readonly socket: Socket;
  readonly #closed: Promise<unknown>;

  constructor(port: number, host = '127.0.0.1') {
    this.socket = connect({ port, host, allowHalfOpen: true });
    this.socket.on('data', (bytes: Buffer) => (this.text += bytes.toString('latin1')));
    // A server that closes at once may reset the connection.
    this.socket.on('error', () => undefined);
    this.#closed = once(this.socket, 'close');
    this.socket.on('end', () => this.socket.end());
  }

  send(text: string | Uint8Array): this {
    this.socket.write(text);
    return this;
  }

  /** Sends pieces of this until the server closes, as slowly as the interval says. */
  dribble(piece: string | Uint8Array, everyMs: number): this {
    const timer = setInterval(() => this.socket.writable && this.socket.write(piece), everyMs);
    this.socket.once('close', () => clearInterval(timer));
    return this;
  }

  async until(pattern: RegExp): Promise<string> {
    await until(() => pattern.test(this.text));
    return this.text;
  }

  /** Resolves with all that came when the connection is closed, whoever closed it. */
  async closed(): Promise<string> {
    await this.#closed;
    return this.text;
  }

  close(): void {
    this.socket.destroy();
  }
}
