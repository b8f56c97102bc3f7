import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { request, type IncomingHttpHeaders } from 'node:http';
import { ByteBudget } from '../../../../src/transport/byte-budget';
import { acceptedEncoding } from '../../../../src/transport/http/accepted-encoding';
import type { HttpListenerOptions } from '../../../../src/transport/http/http-listener';
import { ask } from '../../../support/ask';
import { route, startHttpListener, type TestListener } from '../../../support/http-service';

const LONG_TEXT = 'long '.repeat(1000);

let started: TestListener;
let body: Buffer = Buffer.alloc(0);

const text = (given: string) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: given });
const routes = [
  route('POST', '/take', (asked) => {
    body = asked.body;
    return text(String(body.byteLength));
  }),
  { ...route('GET', '/long', () => text(LONG_TEXT)), compresses: true },
  { ...route('GET', '/bytes', () => ({ status: 200, body: Buffer.from(LONG_TEXT) })), compresses: true },
  { ...route('GET', '/short', () => text('x'.repeat(1023))), compresses: true },
  {
    ...route('GET', '/fails', () => {
      throw new Error(LONG_TEXT);
    }),
    compresses: true,
  },
  {
    ...route('GET', '/pieces', () => ({
      status: 200,
      body: (async function* () {
        yield LONG_TEXT;
      })(),
    })),
    compresses: true,
  },
  route('GET', '/plain', () => text(LONG_TEXT)),
];

async function start(options: Partial<HttpListenerOptions> = {}): Promise<void> {
  started = await startHttpListener(routes, options);
}

const send = (bytes: Buffer, encoding: string) =>
  ask(`${started.url}/take`, { method: 'POST', body: bytes, headers: { 'content-encoding': encoding } });

/** The body as it came. */
function get(path: string, accepted?: string): Promise<{ headers: IncomingHttpHeaders; bytes: Buffer }> {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
  return new Promise((resolve, reject) => {
    request(`${started.url}${path}`, { agent: false, headers }, (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('end', () => resolve({ headers: incoming.headers, bytes: Buffer.concat(pieces) }));
    })
      .on('error', reject)
      .end();
  });
}

afterEach(() => started.listener.close(0));

describe('a compressed request', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['gzip, identity', gzipSync],
    ['identity', (bytes: Buffer) => bytes],
    ['', (bytes: Buffer) => bytes],
  ])('in %j reaches its route as it was', async (encoding, compress) => {
    await start();
    const original = Buffer.from(LONG_TEXT);
    expect((await send(compress(original), encoding)).status).toBe(200);
    expect(body.equals(original)).toBe(true);
  });

  it.each(['br', 'gzip, gzip', 'constructor', 'gzip, br'])(
    'in %j is refused with what is accepted',
    async (encoding) => {
      await start();
      const { status, headers, text: told } = await send(Buffer.from('a'), encoding);
      expect({ status, accepted: headers['accept-encoding'] }).toEqual({
        status: 415,
        accepted: 'gzip, deflate, identity',
      });
      expect(told).toContain(`has the Content-Encoding \\"${encoding}\\"; expected one of gzip, deflate, identity.`);
    },
  );

  it.each([
    ['gzip', Buffer.from('abc')],
    ['gzip', gzipSync(LONG_TEXT).subarray(0, 20)],
    ['deflate', Buffer.from([0x78, 0x9c, 0xff])],
  ])('in %j that is broken is refused', async (encoding, bytes) => {
    await start();
    const { status, text: told } = await send(bytes, encoding);
    expect(status).toBe(400);
    expect(told).toContain(`The body is no ${encoding}, though it says so.`);
  });

  it('becomes no larger than a message may be', async () => {
    await start({ maxMessageBytes: 1_000_000 });
    expect(await send(gzipSync(Buffer.alloc(1_000_000)), 'gzip')).toMatchObject({ status: 200, text: '1000000' });
    const { status, text: told } = await send(gzipSync(Buffer.alloc(1_000_001)), 'gzip');
    expect(status).toBe(413);
    expect(told).toContain('The body becomes more than 1000000 bytes; expected at most 1000000 (MAX_MESSAGE_BYTES).');
  });

  it('counts as what it becomes, until it is there', async () => {
    const receiving = new ByteBudget(2_000_000);
    receiving.take(1_500_000, 0);
    await start({ receiving });
    expect((await send(gzipSync(Buffer.alloc(1_000_000)), 'gzip')).text).toContain('resource-exhausted');
    receiving.giveBack(1_500_000);
    expect((await send(gzipSync(Buffer.alloc(1_000_000)), 'gzip')).status).toBe(200);
    // Nothing is left of either: another one gets all the room.
    receiving.take(1, 0);
    expect(() => receiving.take(1_999_999, 0)).not.toThrow();
  });
});

describe('an answer', () => {
  it.each([
    ['/long', gunzipSync, 'gzip'],
    ['/bytes', gunzipSync, 'gzip'],
    ['/long', inflateSync, 'deflate'],
  ])('of %s is compressed for who asks for it', async (path, decompress, encoding) => {
    await start();
    const { headers, bytes } = await get(path, encoding);
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' });
    expect(Number(headers['content-length'])).toBe(bytes.byteLength);
    expect(decompress(bytes).toString()).toBe(LONG_TEXT);
  });

  it.each([
    ['/long', undefined, 'accept-encoding'],
    ['/long', 'br', 'accept-encoding'],
    ['/short', 'gzip', 'accept-encoding'],
    ['/fails', 'gzip', undefined],
    ['/pieces', 'gzip', undefined],
    ['/plain', 'gzip', undefined],
  ])('of %s to who accepts %s is not compressed', async (path, accepted, vary) => {
    await start();
    const { headers } = await get(path, accepted);
    expect({ encoding: headers['content-encoding'], vary: headers.vary }).toEqual({ encoding: undefined, vary });
  });
});

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['br', 'identity'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['deflate, gzip', 'gzip'],
  ['gzip, deflate, br', 'gzip'],
  ['*', 'gzip'],
  ['identity, gzip', 'identity'],
  ['identity;q=0.5, gzip', 'gzip'],
  ['gzip;q=0.5, deflate;q=0.8', 'deflate'],
  ['gzip;q=0.5, identity', 'identity'],
  ['gzip;q=0, *', 'deflate'],
  ['gzip;q=0', 'identity'],
  ['*;q=0', 'identity'],
  ['identity;q=0', 'identity'],
  ['identity;q=0, gzip;q=0.1', 'gzip'],
  ['GZIP ; Q=1', 'gzip'],
  ['gzip;q=nonsense', 'identity'],
])('Accept-Encoding %j means %s', async (header, expected) => {
  await start();
  expect(acceptedEncoding(header)).toBe(expected);
});
