import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { credentials, status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { makeCertificate, type Identity } from '../support/certificates';
import { ModzyTestClient } from '../support/modzy-client';
import { RawClient } from '../support/raw-client';
import { SecretFiles } from '../support/secret-files';
import { startTestServer, type TestServer } from '../support/start-test-server';
import { testToken } from '../support/tokens';

const NEW = 'New connections get the new certificate.';
const WRONG = /^The files of TLS changed and are wrong/;

let authority: Identity;
let strangers: Identity;
let first: Identity;
let second: Identity;
let client: Identity;
let stranger: Identity;
beforeAll(async () => {
  [authority, strangers] = await Promise.all([
    makeCertificate({ name: 'ours' }),
    makeCertificate({ name: 'strangers' }),
  ]);
  [first, second, client, stranger] = await Promise.all([
    makeCertificate({ name: 'first', authority }),
    makeCertificate({ name: 'second', authority }),
    makeCertificate({ name: 'client', authority }),
    makeCertificate({ name: 'stranger', authority: strangers }),
  ]);
});

let files: SecretFiles;
let server: TestServer;
const clients: ModzyTestClient[] = [];

beforeEach(() => {
  files = new SecretFiles();
});

afterEach(async () => {
  for (const each of clients.splice(0)) each.close();
  await server.stop();
  files[Symbol.dispose]();
  const logged = JSON.stringify(server.log.lines);
  for (const { privateKey } of [first, second]) expect(logged).not.toContain(privateKey.split('\n')[1]);
});

async function start(clientAuthority?: Identity, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const tls = files.tlsSettings(first, clientAuthority);
  server = await startTestServer({ env: { WORKERS: '1', ...env }, settings: tls });
}

function connect(identity?: Identity): ModzyTestClient {
  const channel = credentials.createSsl(
    Buffer.from(authority.certificate),
    identity && Buffer.from(identity.privateKey),
    identity && Buffer.from(identity.certificate),
  );
  const made = new ModzyTestClient(server.port, { host: 'localhost', channel });
  clients.push(made);
  return made;
}

/** What the wrapper says that it was told. */
async function commandsOf(caller: ModzyTestClient, commands: readonly string[]): Promise<string[]> {
  const results = (await caller.results(commands)) as { readonly command: string }[];
  return results.map(({ command }) => command);
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => grpcStatus.OK,
    (thrown: unknown) => (thrown as ServiceError).code,
  );

/** The name in the certificate that a new connection gets. */
function served(options: ConnectionOptions = {}): Promise<string | string[] | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectTls(
      { port: server.port, host: 'localhost', ca: authority.certificate, ALPNProtocols: ['h2'], ...options },
      () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
}

describe('with a certificate', () => {
  beforeEach(() => start());

  it('answers over TLS, large messages, too, and nobody who speaks without', async () => {
    // More than a frame, a TLS record and HTTP/2's own window hold.
    const large = 'x'.repeat(500_000);
    expect(await commandsOf(connect(), [large])).toEqual([large]);
    expect(await codeOf(server.client.status({ deadlineMs: 2000 }))).not.toBe(grpcStatus.OK);
  });

  it('takes TLS 1.2 and 1.3, and nothing older', async () => {
    expect(await served({ maxVersion: 'TLSv1.2' })).toBe('first');
    expect(await served({ minVersion: 'TLSv1.3' })).toBe('first');
    const old = served({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    await expect(old).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });

  it('gives new connections a new certificate, and lets the old ones go on', async () => {
    const before = connect();
    const running = before.results(['announce-and-spin-for 300']);
    await server.log.waitFor('The model spins.');
    files.tlsSettings(second);
    await server.log.waitFor(NEW);
    expect(await served()).toBe('second');
    expect(await served({ maxVersion: 'TLSv1.2' })).toBe('second');
    expect(await running).toEqual(['spun']);
    expect(await commandsOf(before, ['again'])).toEqual(['again']);
    const old = served({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    await expect(old).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });

  it('keeps its certificate while the files do not fit, until they do', async () => {
    files.write('tls.crt', second.certificate);
    const { fields } = await server.log.waitFor(WRONG);
    expect(fields['reason']).toContain('a key that does not fit the certificate of "CN=second"');
    expect(await served()).toBe('first');
    files.write('tls.key', second.privateKey);
    await server.log.waitFor(NEW);
    expect(await served()).toBe('second');
  });
});

describe('with authorities for clients (mutual TLS)', () => {
  beforeEach(() => start(authority));

  it('answers clients with a certificate of theirs', async () => {
    expect(await commandsOf(connect(client), ['hello'])).toEqual(['hello']);
  });

  it.each([
    ['without a certificate', () => undefined],
    ['with one of another authority', () => stranger],
  ])('lets nobody in %s, not even for health', async (_, identity) => {
    const other = connect(identity());
    expect(await codeOf(other.health(''))).toBe(grpcStatus.UNAVAILABLE);
    expect(await codeOf(other.status())).toBe(grpcStatus.UNAVAILABLE);
  });

  it('takes other authorities, and refuses who was let in before', async () => {
    expect(await codeOf(connect(stranger).status())).toBe(grpcStatus.UNAVAILABLE);
    files.write('clients.crt', strangers.certificate);
    await server.log.waitFor(NEW);
    expect(await codeOf(connect(stranger).status())).toBe(grpcStatus.OK);
    expect(await codeOf(connect(client).status())).toBe(grpcStatus.UNAVAILABLE);
  });
});

test('a token is needed over TLS as without', async () => {
  const token = testToken('ci', 'predict');
  await start(undefined, { AUTH_TOKENS: token.line });
  expect(await codeOf(connect().status())).toBe(grpcStatus.UNAUTHENTICATED);
  expect(await codeOf(connect().status({ headers: token.headers }))).toBe(grpcStatus.OK);
});

test('a listener that TLS_LISTENERS leaves out is plain', async () => {
  server = await startTestServer({ settings: { ...files.tlsSettings(first), tlsListeners: ['http'] } });
  expect(await codeOf(server.client.status())).toBe(grpcStatus.OK);
});

test('an expired certificate stops the start', async () => {
  server = await startTestServer({ env: { WORKERS: '1' } });
  const settings = files.tlsSettings(await makeCertificate({ name: 'old', authority, days: [-3, -1] }));
  await expect(startTestServer({ env: { WORKERS: '1' }, settings })).rejects.toThrow(/"CN=old" that has expired/);
});

test('a connection that does not begin its handshake is closed', async () => {
  await start(undefined, { REQUEST_TIMEOUT_MS: '100' });
  expect(await new RawClient(server.port).closed()).toBe('');
});
