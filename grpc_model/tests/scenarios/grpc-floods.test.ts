import { once } from 'node:events';
import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2';
import { gzipSync } from 'node:zlib';
import { status as grpcStatus } from '@grpc/grpc-js';
import { RawClient } from '../support/raw-client';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { until } from '../support/until';

const RUN = { ':method': 'POST', ':path': '/ModzyModel/Run', 'content-type': 'application/grpc', te: 'trailers' };
const HEALTH = { ...RUN, ':path': '/grpc.health.v1.Health/Check' };

let server: TestServer;
const sessions: ClientHttp2Session[] = [];
const rawClients: RawClient[] = [];

async function start(env: Readonly<Record<string, string>>): Promise<void> {
  server = await startTestServer({ env });
  // Its connection is there before any flood.
  expect(await server.client.health('')).toBe('SERVING');
}

function session(options = {}): ClientHttp2Session {
  const made = connect(`http://127.0.0.1:${server.port}`, options);
  made.on('error', () => undefined);
  sessions.push(made);
  return made;
}

function raw(): RawClient {
  const made = new RawClient(server.port);
  rawClients.push(made);
  return made;
}

/** Begins a message of so many bytes. */
function messageOf(length: number): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(length, 1);
  return prefix;
}

/** A message of zeros, inflated so long. */
function compressedZeros(length: number): Buffer {
  const compressed = gzipSync(Buffer.alloc(length));
  const prefix = messageOf(compressed.length);
  prefix[0] = 1;
  return Buffer.concat([prefix, compressed]);
}

/** What the server ends a stream with: the status, and why. */
async function endOf(stream: ClientHttp2Stream): Promise<{ readonly code: number; readonly message: string }> {
  stream.on('error', () => undefined);
  stream.resume();
  let headers: IncomingHttpHeaders = {};
  stream.on('response', (given: IncomingHttpHeaders) => (headers = given));
  stream.on('trailers', (given: IncomingHttpHeaders) => (headers = given));
  await new Promise((resolve) => stream.once('close', resolve));
  return { code: Number(headers['grpc-status']), message: decodeURI(String(headers['grpc-message'] ?? '')) };
}

afterEach(async () => {
  for (const each of sessions.splice(0)) each.destroy();
  for (const each of rawClients.splice(0)) each.close();
  await server.stop();
});

describe('a client that takes its time', () => {
  it('to send its request is refused, while others are served', async () => {
    await start({ REQUEST_TIMEOUT_MS: '100' });
    const slow = Array.from({ length: 50 }, () => {
      const stream = session().request(RUN, { endStream: false });
      stream.write(messageOf(1_000_000));
      const timer = setInterval(() => stream.writable && stream.write('x'), 10);
      stream.once('close', () => clearInterval(timer));
      return endOf(stream);
    });
    expect(await server.client.results(['echo a'])).toHaveLength(1);
    for (const { code, message } of await Promise.all(slow)) {
      expect(code).toBe(grpcStatus.DEADLINE_EXCEEDED);
      expect(message).toBe('The request did not come to its end within 100 ms (REQUEST_TIMEOUT_MS).');
    }
  });

  it('to say anything at all is closed', async () => {
    await start({ REQUEST_TIMEOUT_MS: '100' });
    const silent = Array.from({ length: 10 }, () => raw().closed());
    expect(await server.client.health('')).toBe('SERVING');
    await Promise.all(silent);
  });

  it('to take its answer is closed', async () => {
    await start({ IDLE_CONNECTION_MS: '1000' });
    // An answer of more than ten bytes does not fit.
    const reflection = { ...RUN, ':path': '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo' };
    const stuck = session({ settings: { initialWindowSize: 10 } }).request(reflection);
    stuck.on('error', () => undefined);
    stuck.end(Buffer.concat([messageOf(2), Buffer.from([0x3a, 0])]));
    await once(stuck, 'close');
    expect(stuck.rstCode).toBe(constants.NGHTTP2_CANCEL);
  });

  it('between two calls is closed', async () => {
    await start({ IDLE_CONNECTION_MS: '1000' });
    const idle = session();
    await once(idle, 'connect');
    await once(idle, 'close');
  });
});

describe('requests that are being received', () => {
  it('are refused when all of them together are too large, and small ones are not', async () => {
    await start({ MAX_PENDING_BYTES: '1000000' });
    const begin = () => {
      const stream = session().request(RUN, { endStream: false });
      stream.write(Buffer.concat([messageOf(900_001), Buffer.alloc(900_000)]));
      return stream;
    };
    const [first, second] = [begin(), begin()];
    const { code, message } = await Promise.race([endOf(first), endOf(second)]);
    expect(code).toBe(grpcStatus.RESOURCE_EXHAUSTED);
    expect(message).toContain('all may hold 1000000; try again later.');
    expect(await server.client.results(['echo a'])).toHaveLength(1);
    for (const stream of [first, second]) stream.close(constants.NGHTTP2_CANCEL);
    // What they held is free again: this one fails for what it holds, and not for want of room.
    const third = begin();
    third.end('x');
    expect((await endOf(third)).message).not.toContain('try again later');
  });
});

describe('a flood', () => {
  it('of connections leaves those that are there alone', async () => {
    await start({ MAX_CONNECTIONS: '20' });
    const flood = Array.from({ length: 40 }, raw);
    let closed = 0;
    for (const each of flood) void each.closed().then(() => closed++);
    await until(() => closed >= 21);
    expect(closed).toBe(21);
    expect(await server.client.health('')).toBe('SERVING');
    expect(await server.client.results(['echo a'])).toHaveLength(1);
  });

  it('of large headers is refused, and others are served', async () => {
    await start({});
    const attacker = session({ maxSendHeaderBlockLength: 1e6 });
    await once(attacker, 'localSettings');
    const bombs = Array.from({ length: 20 }, () => {
      const fields = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x-${index}`, 'a'.repeat(1000)]));
      return endOf(attacker.request({ ...HEALTH, ...fields }));
    });
    expect(await server.client.health('')).toBe('SERVING');
    for (const { code } of await Promise.all(bombs)) expect(code).not.toBe(grpcStatus.OK);
  });

  it('of calls that are given up at once ends its connection, and others are served', async () => {
    await start({});
    const attacker = session();
    await once(attacker, 'connect');
    for (let index = 0; index < 5000 && !attacker.destroyed && !attacker.closed; index++) {
      const stream = attacker.request(RUN);
      stream.on('error', () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
      if (index % 500 === 0) expect(await server.client.health('')).toBe('SERVING');
    }
    await until(() => attacker.closed || attacker.destroyed);
    expect(await server.client.health('')).toBe('SERVING');
  });

  it('of what is not HTTP/2 is closed', async () => {
    await start({});
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => raw().send('GET / HTTP/1.1\r\nhost: a\r\n\r\n').closed()),
    );
    expect(answers).toHaveLength(20);
    expect(await server.client.health('')).toBe('SERVING');
  });

  it('of calls on one connection is told how many there may be', async () => {
    await start({ MAX_STREAMS_PER_CONNECTION: '7', MAX_HEADER_BYTES: '2048' });
    const told = session();
    await once(told, 'remoteSettings');
    expect(told.remoteSettings).toMatchObject({ maxConcurrentStreams: 7, maxHeaderListSize: 2048 });
  });
});

describe('compressed requests', () => {
  const compressed = { ...RUN, 'grpc-encoding': 'gzip' };
  const send = (message: Buffer) => {
    const stream = session().request(compressed, { endStream: false });
    stream.end(message);
    return endOf(stream);
  };

  it('hold no more than all may, inflated, together; the others are refused', async () => {
    await start({ MAX_PENDING_BYTES: '3000000' });
    const bomb = compressedZeros(2_000_000);
    const ends = await Promise.all(Array.from({ length: 8 }, () => send(bomb)));
    const refused = ends.filter(({ message }) => message.startsWith('Requests that are being received hold '));
    expect(refused.length).toBeGreaterThan(0);
    for (const { code } of refused) expect(code).toBe(grpcStatus.RESOURCE_EXHAUSTED);
    // All that they held is given back.
    for (let i = 0; i < 3; i++) expect((await send(bomb)).code).not.toBe(grpcStatus.RESOURCE_EXHAUSTED);
  });

  it('become no larger than a message may be', async () => {
    await start({ MAX_MESSAGE_BYTES: '2000000' });
    expect((await send(compressedZeros(2_000_001))).message).toBe(
      'The message becomes more than 2000000 bytes (MAX_MESSAGE_BYTES).',
    );
    expect(await server.client.results(['echo a'])).toHaveLength(1);
  });

  it('that are not what they say are refused', async () => {
    await start({});
    const prefix = messageOf(3);
    prefix[0] = 1;
    const { code, message } = await send(Buffer.concat([prefix, Buffer.from('abc')]));
    expect([code, message]).toEqual([grpcStatus.INVALID_ARGUMENT, 'The message is no gzip, though it says so.']);
  });
});
