import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { Metadata, status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { loadMethods } from '../support/grpc-client';
import { ModzyTestClient } from '../support/modzy-client';
import { ownAddress } from '../support/own-address';
import { rawStatusCalls } from '../support/raw-http2';
import { SecretFiles } from '../support/secret-files';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/start-test-server';
import { secretsOf, testToken, type TestToken } from '../support/tokens';

const REFLECTION_PROTO = 'node_modules/@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto';
const REFLECTION = loadMethods(REFLECTION_PROTO, 'grpc.reflection.v1.ServerReflection')['ServerReflectionInfo']!;

const caller = testToken('ci', 'predict');
const scraper = testToken('scraper', 'metrics');
const admin = testToken('operator', 'admin');
const expired = testToken('former', 'admin', 'expires=2020-01-01');
const unknown = testToken('nobody', 'admin');
const TOKENS = [caller, scraper, admin, expired, unknown];
const lines = [caller, scraper, admin, expired].map(({ line }) => line);

const elsewhere = ownAddress();

let files: SecretFiles;
let server: TestServer;
let remote: ModzyTestClient | undefined;

async function start(
  env: Readonly<Record<string, string>>,
  settings: TestServerOptions['settings'] = {},
): Promise<void> {
  server = await startTestServer({ env: { GRPC_HOST: '0.0.0.0', WORKERS: '1', ...env }, settings });
  remote = elsewhere === undefined ? undefined : new ModzyTestClient(server.port, { host: elsewhere });
}

const startWithFile = (text: string, env: Readonly<Record<string, string>> = {}) =>
  start({ AUTH_TOKENS_FILE: files.write('tokens', text), ...env }, { secretsPollMs: 5 });

beforeEach(() => {
  files = new SecretFiles();
});

afterEach(async () => {
  remote?.close();
  await server.stop();
  files[Symbol.dispose]();
  const logged = JSON.stringify(server.log.lines);
  for (const secret of TOKENS.flatMap(secretsOf)) expect(logged).not.toContain(secret);
});

/** The name of the status that a call ends with. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'OK';
  } catch (thrown) {
    const { code, details } = thrown as ServiceError;
    for (const secret of TOKENS.flatMap(secretsOf)) expect(details).not.toContain(secret);
    return grpcStatus[code];
  }
}

function reflect(client: ModzyTestClient, headers: Record<string, string> = {}): Promise<unknown> {
  const { path, requestSerialize, responseDeserialize } = REFLECTION;
  const metadata = Metadata.fromHttp2Headers(headers);
  const stream = client.channel.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
  return new Promise((resolve, reject) => {
    stream.on('data', (answer) => {
      resolve(answer);
      stream.end();
    });
    stream.on('error', reject);
    stream.write({ list_services: '' });
  });
}

const who: Readonly<Record<string, TestToken | undefined>> = {
  nobody: undefined,
  caller,
  scraper,
  admin,
  expired,
  unknown,
};
const headersOf = (name: string) => who[name]?.headers ?? {};

/** With tokens configured, and Shutdown as a control call: what each caller of a remote machine gets. */
const REMOTE = [
  ['nobody', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['unknown', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['expired', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['scraper', 'PERMISSION_DENIED', 'PERMISSION_DENIED'],
  ['caller', 'OK', 'PERMISSION_DENIED'],
  ['admin', 'OK', 'OK'],
] as const;

/** The same from this machine, where control calls need no token. */
const LOOPBACK = [
  ['nobody', 'UNAUTHENTICATED', 'OK'],
  ['unknown', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['expired', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['scraper', 'PERMISSION_DENIED', 'OK'],
  ['caller', 'OK', 'OK'],
  ['admin', 'OK', 'OK'],
] as const;

async function outcomes(client: ModzyTestClient, name: string) {
  const headers = headersOf(name);
  const data = [
    await outcomeOf(client.status({ headers })),
    await outcomeOf(client.run({ inputs: [{ input: { command: Buffer.from('echo x') } }] }, { headers })),
    await outcomeOf(reflect(client, headers)),
  ];
  expect(await client.health('', { headers })).toBe('SERVING');
  return { data: [...new Set(data)], control: await outcomeOf(client.shutdown({ headers })) };
}

describe('with tokens configured', () => {
  it.each(LOOPBACK)('%s on this machine: data calls %s, control calls %s', async (name, data, control) => {
    await startWithFile(lines.join('\n'), { MODZY_SHUTDOWN: 'control' });
    expect(await outcomes(server.client, name)).toEqual({ data: [data], control });
  });

  it.each(REMOTE)('%s elsewhere: data calls %s, control calls %s', async (name, data, control) => {
    await startWithFile(lines.join('\n'), { MODZY_SHUTDOWN: 'control' });
    if (remote === undefined) return sayThatThereIsNoAddress();
    expect(await outcomes(remote, name)).toEqual({ data: [data], control });
  });

  it("Modzy's Shutdown is open to everybody unless a setting closes it", async () => {
    await startWithFile(lines.join('\n'));
    expect(await outcomeOf((remote ?? server.client).shutdown({ headers: unknown.headers }))).toBe('OK');
    await server.stopped;
  });
});

describe('without tokens', () => {
  it('data calls are open, whatever a proxy has added', async () => {
    await start({});
    for (const headers of [{}, unknown.headers, { authorization: 'Basic eA==' }]) {
      expect(await outcomeOf((remote ?? server.client).status({ headers }))).toBe('OK');
    }
  });

  it('control calls are for this machine alone', async () => {
    await start({ MODZY_SHUTDOWN: 'control' });
    if (remote === undefined) sayThatThereIsNoAddress();
    else expect(await outcomeOf(remote.shutdown({ headers: admin.headers }))).toBe('PERMISSION_DENIED');
    expect(await outcomeOf(server.client.shutdown())).toBe('OK');
  });
});

function sayThatThereIsNoAddress(): void {
  process.stdout.write('Not tested: this machine has no address but loopback, so nobody can call from elsewhere.\n');
}

describe('the tokens file', () => {
  it('takes a new token, and refuses the old one, without a restart', async () => {
    const next = testToken('ci', 'predict');
    await startWithFile(caller.line);
    const { client, log } = server;
    await client.status({ headers: caller.headers });
    files.write('tokens', `${caller.line}\n${next.line}`);
    await log.waitFor('The tokens have changed.');
    expect(await outcomeOf(client.status({ headers: caller.headers }))).toBe('OK');
    expect(await outcomeOf(client.status({ headers: next.headers }))).toBe('OK');
    files.write('tokens', next.line);
    await log.waitFor('The tokens have changed.', 2);
    expect(await outcomeOf(client.status({ headers: caller.headers }))).toBe('UNAUTHENTICATED');
    expect(await outcomeOf(client.status({ headers: next.headers }))).toBe('OK');
  });

  it('refuses everybody when it is emptied, and keeps what it had when it is garbage or gone', async () => {
    await startWithFile(caller.line);
    const { client, log } = server;
    const outcome = () => outcomeOf(client.status({ headers: caller.headers }));
    files.write('tokens', 'garbage');
    await log.waitFor(/^The tokens file changed and is wrong/);
    expect(await outcome()).toBe('OK');
    files.remove('tokens');
    await log.waitFor(/^The tokens file changed and is wrong/, 2);
    expect(await outcome()).toBe('OK');
    files.write('tokens', '');
    await log.waitFor(/^There is no token/);
    expect(await outcome()).toBe('UNAUTHENTICATED');
  });

  it('that is wrong at the start stops it', async () => {
    await start({});
    const env = { AUTH_TOKENS_FILE: files.write('tokens', 'garbage'), WORKERS: '1' };
    await expect(startTestServer({ env })).rejects.toThrow(
      /tokens:1: AUTH_TOKENS_FILE: found 1 words; expected <name>/,
    );
  });
});

describe('a refused call', () => {
  it('is told like every other, with the id that its answer carries', async () => {
    await startWithFile(lines.join('\n'));
    const { client, log } = server;
    const refused = client.status({ headers: { ...scraper.headers, 'x-request-id': 'attack-1' } });
    const { metadata } = await refused.then(
      () => Promise.reject(new Error('It was admitted.')),
      (thrown: unknown) => thrown as ServiceError,
    );
    expect(metadata.get('x-request-id')).toEqual(['attack-1']);
    const told = () => log.calls.filter(({ fields }) => fields['requestId'] === 'attack-1');
    await log.until(() => told().length > 0);
    const [line] = told();
    expect(line?.fields).toMatchObject({ protocol: 'modzy', method: 'Status', outcome: 'permission-denied' });
  });

  it('is refused before its message is sent', async () => {
    await startWithFile(caller.line);
    const session = connectHttp2(`http://127.0.0.1:${server.port}`);
    // The request stays open, and of its message nothing ever comes.
    const headers = await begin(session, {});
    expect(headers['grpc-status']).toBe(String(grpcStatus.UNAUTHENTICATED));
    session.destroy();
  });

  it('is refused when it has two authorizations', async () => {
    await startWithFile(caller.line);
    const socket = connectSocket(server.port, '127.0.0.1');
    const authorization = `Bearer ${caller.text}`;
    socket.write(rawStatusCalls([[authorization], [authorization, authorization]]));
    // The other one breaks off before it is answered.
    const told = () => server.log.calls.filter(({ fields }) => fields['outcome'] === 'unauthenticated');
    await server.log.until(() => told().length === 1);
    socket.destroy();
  });
});

async function begin(session: ClientHttp2Session, headers: Record<string, string>): Promise<Record<string, unknown>> {
  const stream = session.request(
    { ':method': 'POST', ':path': '/ModzyModel/Run', 'content-type': 'application/grpc', te: 'trailers', ...headers },
    { endStream: false },
  );
  const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
  return answer;
}
