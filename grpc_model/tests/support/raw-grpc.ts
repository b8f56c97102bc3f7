import { once } from 'node:events';
import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A gRPC client that says what it likes, message by message. */
export class RawGrpc {
  readonly #session: ClientHttp2Session;

  constructor(
    port: number,
    private readonly path: string,
  ) {
    this.#session = connect(`http://127.0.0.1:${port}`);
    this.#session.on('error', () => undefined);
  }

  open(headers: Readonly<Record<string, string>> = {}): ClientHttp2Stream {
    const head = { ':method': 'POST', ':path': this.path, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = this.#session.request({ ...head, ...headers }, { endStream: false });
    stream.on('error', () => undefined);
    return stream;
  }

  close(): void {
    this.#session.destroy();
  }
}

/** The status that the server ends a stream with, when the stream is closed. */
export async function endOf(stream: ClientHttp2Stream): Promise<{ readonly code: number; readonly details: string }> {
  let head: IncomingHttpHeaders = {};
  const add = (given: IncomingHttpHeaders) => (head = { ...head, ...given });
  stream.on('response', add).on('trailers', add);
  stream.resume();
  await once(stream, 'close');
  // Node's client hangs when its session is destroyed in the turn in which one of several streams is closed.
  await nextTurn();
  return { code: Number(head['grpc-status']), details: decodeURI(String(head['grpc-message'])) };
}

/** A message as gRPC sends it. */
export function framed(message: Uint8Array, isCompressed = false): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = isCompressed ? 1 : 0;
  prefix.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([prefix, message]);
}
