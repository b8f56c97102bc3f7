import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import type { LogLine } from '../support/log-book';
import { startTestServer, type TestServer } from '../support/start-test-server';

const ID = 'mine-1';
const RUN = {
  ':method': 'POST',
  ':path': '/ModzyModel/Run',
  'content-type': 'application/grpc',
  te: 'trailers',
  'x-request-id': ID,
};

let server: TestServer;
let session: ClientHttp2Session;

async function start(env: Readonly<Record<string, string>>): Promise<void> {
  server = await startTestServer({ env: { WORKERS: '1', ...env } });
  session = connect(`http://127.0.0.1:${server.port}`);
}

/** Begins a message of so many bytes, and sends so many of them. */
function begin(length: number, sent: number, headers: object = RUN): ClientHttp2Stream {
  const stream = session.request({ ...RUN, ...headers }, { endStream: false });
  stream.on('error', () => undefined).resume();
  const message = Buffer.alloc(5 + sent);
  message.writeUInt32BE(length, 1);
  stream.write(message);
  return stream;
}

/** What was told of all calls, once one that was asked afterwards is told. */
async function told(): Promise<LogLine[]> {
  const isLast = ({ fields }: LogLine) => fields['requestId'] === 'last';
  await server.client.status({ headers: { 'x-request-id': 'last' } });
  await server.log.until(() => server.log.calls.some(isLast));
  return server.log.calls.filter((line) => !isLast(line));
}

const closed = (stream: ClientHttp2Stream) => new Promise((resolve) => stream.once('close', resolve));

afterEach(async () => {
  session.destroy();
  await server.stop();
});

describe('a call that ends before its handler is told once', () => {
  const run = { requestId: ID, protocol: 'modzy', method: 'Run' };

  it('when its message is too large', async () => {
    await start({ MAX_MESSAGE_BYTES: '1000' });
    await closed(begin(2000, 2000).end());
    expect((await told()).map(({ fields }) => fields)).toMatchObject([{ ...run, outcome: 'resource-exhausted' }]);
  });

  it('when it takes too long to arrive, with its id in the answer', async () => {
    await start({ REQUEST_TIMEOUT_MS: '100' });
    const slow = begin(2000, 10);
    slow.on('response', (headers) => expect(headers['x-request-id']).toBe(ID));
    await closed(slow);
    expect.assertions(2);
    expect((await told()).map(({ fields }) => fields)).toMatchObject([{ ...run, outcome: 'deadline-exceeded' }]);
  });

  it('when its client gives up while it sends', async () => {
    await start({});
    const broken = begin(2000, 10);
    // Its headers have arrived when the answer to a later call is there.
    await server.client.health('');
    await new Promise<void>((resolve) => session.ping(() => resolve()));
    broken.close(constants.NGHTTP2_CANCEL);
    await server.log.until(() => server.log.calls.length === 1);
    expect((await told()).map(({ fields }) => fields)).toMatchObject([{ ...run, outcome: 'cancelled' }]);
    expect(server.log.calls[0]!.fields['peer']).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('when nobody has what it calls, without its path', async () => {
    await start({});
    await closed(begin(0, 0, { ':path': '/secret.Service/Anything' }).end());
    const [line] = await told();
    expect(line!.fields).toMatchObject({ protocol: 'grpc', method: 'unknown', outcome: 'unimplemented' });
    expect(JSON.stringify(line)).not.toContain('secret');
  });
});

describe('a call that its handler hears of is told once', () => {
  const outcomes = async () => (await told()).map(({ fields }) => fields['outcome']);

  it('when it is answered, refused, out of time and given up', async () => {
    await start({});
    await server.client.results(['a']);
    await expect(server.client.status({ headers: { 'model-name': 'none' } })).rejects.toThrow();
    await expect(server.client.results(['never'], { deadlineMs: 50 })).rejects.toThrow('DEADLINE_EXCEEDED');
    const hangUp = new AbortController();
    const waiting = server.client.results(['announce-and-spin-for 50'], { signal: hangUp.signal });
    await server.log.waitFor('The model spins.');
    hangUp.abort();
    await expect(waiting).rejects.toThrow('CANCELLED');
    await server.log.until(() => server.log.calls.length === 4);
    expect(await outcomes()).toHaveLength(4);
  });

  it('and health is not told at all', async () => {
    await start({});
    await server.client.health('');
    await expect(server.client.health('nobody')).rejects.toThrow('NOT_FOUND');
    expect(await outcomes()).toEqual([]);
  });
});
