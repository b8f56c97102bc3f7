import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { COMPILED_SERVER } from '../support/paths';
import { makeCertificate, type Identity } from '../support/certificates';
import { SecretFiles } from '../support/secret-files';
import { startTestServer, type TestServer } from '../support/start-test-server';

const HEALTH_CHECK = join(COMPILED_SERVER, 'clients/health-check.js');

let authority: Identity;
let identity: Identity;
let files: SecretFiles;
let server: TestServer;
beforeAll(async () => {
  authority = await makeCertificate({ name: 'authority' });
  identity = await makeCertificate({ name: 'server', authority });
});
beforeEach(() => (files = new SecretFiles()));
afterEach(async () => {
  await server.stop();
  files[Symbol.dispose]();
});

/** What the container's HEALTHCHECK says of the server, with the settings as the container has them. */
function check(env: Readonly<Record<string, string>> = {}): Promise<{ code: number; stderr: string }> {
  const ports = { PSC_MODEL_PORT: String(server.port), GRPC_HOST: '127.0.0.1' };
  return new Promise((resolve) =>
    execFile(process.execPath, [HEALTH_CHECK], { env: { ...process.env, ...ports, ...env } }, (error, _, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stderr }),
    ),
  );
}

test('a server whose model serves is healthy; one whose model does not is not', async () => {
  server = await startTestServer({ env: { WORKERS: '1' } });
  expect(await check()).toEqual({ code: 0, stderr: '' });
  await server.catalog.unload('scripted-model');
  expect(await check()).toMatchObject({ code: 1, stderr: expect.stringContaining('does not serve') as string });
});

test('it speaks TLS when the settings file says so', async () => {
  const { tlsCertFile, tlsKeyFile, ...tls } = files.tlsSettings(identity);
  server = await startTestServer({ env: { WORKERS: '1' }, settings: { tlsCertFile, tlsKeyFile, ...tls } });
  const settingsFile = files.write('settings.yaml', `tls_cert_file: ${tlsCertFile}\ntls_key_file: ${tlsKeyFile}\n`);
  expect(await check()).toMatchObject({ code: 1 });
  expect(await check({ CONFIG_FILE: settingsFile })).toEqual({ code: 0, stderr: '' });
});

test('it asks the control port where the gRPC port wants a certificate', async () => {
  const tls = files.tlsSettings(identity, authority);
  server = await startTestServer({ env: { WORKERS: '1' }, settings: tls });
  const env = {
    TLS_CERT_FILE: tls.tlsCertFile,
    TLS_KEY_FILE: tls.tlsKeyFile,
    TLS_CLIENT_CA_FILE: tls.tlsClientCaFile,
    MANAGEMENT_PORT: new URL(server.url('management')).port,
  };
  expect(await check(env)).toEqual({ code: 0, stderr: '' });
  expect(await check({ ...env, MANAGEMENT_PORT: 'off' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('leave management out of TLS_LISTENERS') as string,
  });
});
