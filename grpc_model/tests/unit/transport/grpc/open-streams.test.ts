import { once } from 'node:events';
import {
  connect,
  constants,
  createServer,
  type ClientHttp2Session,
  type Http2Server,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { ByteBudget } from '../../../../src/transport/byte-budget';
import { OpenStreams } from '../../../../src/transport/grpc/open-streams';
import { until } from '../../../support/until';

const ANSWER_BYTES = 8_000_000;
/** More than the server can be ahead of its client, so that some of each leaves when the one before has been taken. */
const PIECE_BYTES = 500_000;

let server: Http2Server;
let session: ClientHttp2Session;
let streams: OpenStreams;
let answering = 0;

// Nothing may pass without a byte that leaves: every look at the streams ends those that have not moved since the last one.
beforeEach(async () => {
  answering = 0;
  const bounds = { requestTimeoutMs: 1000, idleConnectionMs: 0, maxConnections: 2, maxMessageBytes: 1000 };
  const limits = { ...bounds, receiving: new ByteBudget(1000) };
  streams = new OpenStreams(limits, () => undefined);
  server = createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    streams.add(stream, true);
    stream.respond();
    stream.end(Buffer.alloc(ANSWER_BYTES));
    answering++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => {
  session.destroy();
  server.close();
});

describe('an answer that was written as one', () => {
  it('goes on for as long as its client takes of it', async () => {
    const stream = session.request();
    let taken = 0;
    stream.on('data', (piece: Buffer) => (taken += piece.byteLength));
    const closed = once(stream, 'close');
    while (!stream.closed) {
      const next = taken + PIECE_BYTES;
      stream.resume();
      await until(() => taken >= next || stream.closed);
      stream.pause();
      streams.sweep();
    }
    await closed;
    expect({ taken, code: stream.rstCode }).toEqual({ taken: ANSWER_BYTES, code: constants.NGHTTP2_NO_ERROR });
  });

  it('is ended when its client takes nothing, although it answers pings', async () => {
    const stream = session.request();
    stream.on('error', () => undefined);
    const closed = once(stream, 'close');
    await until(() => answering === 1);
    // What fits into the windows leaves; then there are pings alone.
    const ping = () => new Promise<void>((resolve) => session.ping(() => resolve()));
    while (!stream.closed) {
      await ping();
      streams.sweep();
    }
    stream.resume();
    await closed;
    expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
  });
});

describe('a request', () => {
  it('is counted until it is answered, for it is decoded meanwhile', async () => {
    const receiving = new ByteBudget(1000);
    const bounds = { requestTimeoutMs: 1000, idleConnectionMs: 1000, maxConnections: 2, maxMessageBytes: 1_000_000 };
    const watching = new OpenStreams({ ...bounds, receiving }, () => undefined);
    server.removeAllListeners('stream');
    const arrived = new Promise<ServerHttp2Stream>((resolve) => {
      server.on('stream', (stream) => {
        watching.add(stream, false);
        stream.resume().once('end', () => resolve(stream));
      });
    });
    const request = session.request({ ':method': 'POST' });
    request.end(Buffer.alloc(200_000));
    const stream = await arrived;
    expect(() => receiving.take(2000, 0)).toThrow('try again later');

    const closed = once(stream, 'close');
    stream.respond({}, { endStream: true });
    request.resume();
    await closed;
    expect(() => receiving.take(2000, 0)).not.toThrow();
  });
});
