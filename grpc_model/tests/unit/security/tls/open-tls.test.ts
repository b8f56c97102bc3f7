import { generateKeyPairSync } from 'node:crypto';
import { formatProblem } from '../../../../src/core/problems';
import { checkTls, openTls, type WatchedTls } from '../../../../src/security/tls/open-tls';
import { makeCertificate, type Identity } from '../../../support/certificates';
import { LogBook } from '../../../support/log-book';
import { SecretFiles } from '../../../support/secret-files';

const DAY_MS = 86_400_000;
const WRONG = 'The files of TLS changed and are wrong; the certificate before them stays.';
const NEW = 'New connections get the new certificate.';

let authority: Identity;
let server: Identity;
let other: Identity;
let expired: Identity;
let future: Identity;
beforeAll(async () => {
  authority = await makeCertificate({ name: 'authority' });
  [server, other, expired, future] = await Promise.all([
    makeCertificate({ name: 'server', authority, days: [-1, 30] }),
    makeCertificate({ name: 'other', authority, days: [-1, 60] }),
    makeCertificate({ name: 'expired', authority, days: [-3, -1] }),
    makeCertificate({ name: 'future', authority, days: [1, 3] }),
  ]);
});

let files: SecretFiles;
let log: LogBook;
let tls: WatchedTls | undefined;
beforeEach(() => {
  files = new SecretFiles();
  log = new LogBook();
});
afterEach(() => {
  tls?.close();
  files[Symbol.dispose]();
  const logged = JSON.stringify(log.lines);
  for (const { privateKey } of [server, other]) expect(logged).not.toContain(privateKey.split('\n')[1]);
});

const problemsOf = async (settings: object): Promise<string[]> => {
  const given = { tlsCertFile: '', tlsKeyFile: '', tlsClientCaFile: '', secretsPollMs: 2, ...settings };
  return (await checkTls(given)).map(formatProblem);
};

describe('at the start', () => {
  it('no settings are no TLS', async () => {
    expect(await problemsOf({})).toEqual([]);
    expect(await openTls({ tlsCertFile: '', tlsKeyFile: '', tlsClientCaFile: '', secretsPollMs: 2 }, log)).toBe(
      undefined,
    );
  });

  it.each([
    ['expired', () => expired],
    ['not good yet', () => future],
  ])('a certificate that is %s is told with its dates', async (what, identity) => {
    const [problem] = await problemsOf(files.tlsSettings(identity()));
    expect(problem).toContain(`${files.path('tls.crt')}: TLS_CERT_FILE: found a certificate of "CN=`);
    expect(problem).toContain(what);
    expect(problem).toMatch(
      /good from \d{4}-\d\d-\d\dT\S+Z to \d{4}-\d\d-\d\dT\S+Z; expected one that is good now, at \d{4}-/,
    );
  });

  it('a key that does not fit is told with both files', async () => {
    const mixed = { certificate: server.certificate, privateKey: other.privateKey };
    expect(await problemsOf(files.tlsSettings(mixed))).toEqual([
      `${files.path('tls.key')}: TLS_KEY_FILE: found a key that does not fit the certificate of "CN=server" in ${files.path('tls.crt')}; expected the key of that certificate`,
    ]);
  });

  it('every file that is missing or garbage is told', async () => {
    const settings = files.tlsSettings({ certificate: 'garbage', privateKey: 'garbage' }, authority);
    files.remove('clients.crt');
    const problems = await problemsOf(settings);
    expect(problems).toEqual([
      expect.stringContaining('TLS_CERT_FILE: found a file without any'),
      expect.stringContaining('TLS_KEY_FILE: found something else'),
      expect.stringMatching(/TLS_CLIENT_CA_FILE: found a file that cannot be read \(.*ENOENT/),
    ]);
  });

  it('a damaged certificate in the chain is told with its number', async () => {
    const damaged = authority.certificate.replace(/\n.{20}/, `\n${'A'.repeat(20)}`);
    const chain = { ...server, certificate: `${server.certificate}\n${damaged}` };
    expect(await problemsOf(files.tlsSettings(chain))).toEqual([
      expect.stringContaining('a damaged certificate, number 2'),
    ]);
  });

  it('a chain that is still being written is told', async () => {
    const half = authority.certificate.slice(0, authority.certificate.length / 2);
    const chain = { ...server, certificate: `${server.certificate}\n${half}` };
    expect(await problemsOf(files.tlsSettings(chain))).toEqual([
      expect.stringContaining('a damaged certificate, number 2'),
    ]);
  });

  it('a key with a passphrase is told, and one that TLS does not take', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const locked = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
    const problems = await problemsOf(files.tlsSettings({ ...server, privateKey: locked.toString() }));
    expect(problems).toEqual([expect.stringContaining('expected a private key in PEM, without a passphrase')]);
  });

  it('of authorities one must be good now', async () => {
    const yesterday = await makeCertificate({ name: 'yesterday', days: [-3, -1] });
    const settings = files.tlsSettings(server, yesterday);
    expect(await problemsOf(settings)).toEqual([
      expect.stringContaining('TLS_CLIENT_CA_FILE: found a certificate of "CN=yesterday" that has expired'),
    ]);
    files.write('clients.crt', yesterday.certificate + authority.certificate);
    expect(await problemsOf(settings)).toEqual([]);
  });

  it('tells when the certificate in use ends', async () => {
    tls = await openTls(files.tlsSettings(server, authority), log);
    expect(Math.abs(tls!.expiresAtMs - Date.now() - 30 * DAY_MS)).toBeLessThan(DAY_MS / 24);
    expect(String(tls!.current.clientAuthorities)).toBe(authority.certificate);
  });

  it('the first of the chain to end counts', async () => {
    const soon = await makeCertificate({ name: 'soon', days: [-1, 20] });
    tls = await openTls(files.tlsSettings({ ...server, certificate: server.certificate + soon.certificate }), log);
    expect(Math.abs(tls!.expiresAtMs - Date.now() - 20 * DAY_MS)).toBeLessThan(DAY_MS / 24);
  });
});

describe('files that change', () => {
  it('are taken when they are good, and told with the new end', async () => {
    tls = await openTls(files.tlsSettings(server), log);
    const taken: string[] = [];
    tls!.onChange(({ certificate }) => taken.push(String(certificate)));
    files.tlsSettings(other);
    const { fields } = await log.waitFor(NEW);
    expect(taken).toEqual([other.certificate]);
    expect(String(tls!.current.privateKey)).toBe(other.privateKey);
    expect(fields['expiresAt']).toBe(new Date(tls!.expiresAtMs).toISOString());
  });

  it.each([
    ['expired', () => expired],
    ['garbage', () => ({ certificate: 'garbage', privateKey: 'garbage' })],
    ['of another key', () => ({ certificate: other.certificate, privateKey: server.privateKey })],
  ])('are left alone when they are %s', async (_, bad) => {
    tls = await openTls(files.tlsSettings(server), log);
    const material = tls!.current;
    files.write('tls.crt', bad().certificate);
    files.write('tls.key', bad().privateKey);
    expect((await log.waitFor(WRONG)).level).toBe('error');
    expect(tls!.current).toBe(material);
  });

  it('are told once for each content', async () => {
    tls = await openTls(files.tlsSettings(server), log);
    files.write('tls.crt', 'garbage');
    await log.waitFor(WRONG);
    files.write('tls.crt', 'other garbage');
    await log.waitFor(WRONG, 2);
    // Looked at many times meanwhile, and good again.
    files.write('tls.crt', server.certificate + authority.certificate);
    await log.waitFor(NEW);
    expect(log.with(WRONG)).toHaveLength(2);
  });
});

test('the end of a certificate is told once a day from 14 days before it, and as an error after it', async () => {
  let nowMs = Date.now();
  let looks = 0;
  const clock = () => {
    looks++;
    return nowMs;
  };
  const afterLooks = async (atMs: number) => {
    nowMs = atMs;
    const before = looks;
    while (looks < before + 3) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const warnings = () => log.with(/^The certificate of TLS/).map(({ level, fields }) => [level, fields['daysLeft']]);
  tls = await openTls(files.tlsSettings(server), log, clock);
  const endMs = tls!.expiresAtMs;
  await afterLooks(endMs - 15 * DAY_MS);
  expect(warnings()).toEqual([]);
  await afterLooks(endMs - 14 * DAY_MS);
  await afterLooks(endMs - 13.5 * DAY_MS);
  expect(warnings()).toEqual([['warn', 14]]);
  await afterLooks(endMs - 13 * DAY_MS);
  await afterLooks(endMs + 1);
  expect(warnings()).toEqual([
    ['warn', 14],
    ['warn', 13],
    ['error', -1],
  ]);
});
