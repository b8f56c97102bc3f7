import { Client, credentials, type ChannelCredentials } from '@grpc/grpc-js';
import type { Settings } from '../config/settings';
import { readStartOptions } from '../config/start-options';
import { unaryCall } from './unary-call';

// The container's HEALTHCHECK: exit code 0 when the server says that its model serves, 1 otherwise. It runs every few
// seconds, so it loads no definitions: an empty request, and an answer whose only field is the status.
const SERVING = 1;
const METHOD = {
  path: '/grpc.health.v1.Health/Check',
  requestSerialize: () => Buffer.alloc(0),
  responseDeserialize: (bytes: Buffer) => (bytes[0] === 0x08 ? bytes[1] : undefined),
};
const TIMEOUT_MS = 2000;

async function main(): Promise<void> {
  // As the server reads them; flags that it was given are not known here.
  const { settings } = readStartOptions([], process.env);
  const speaksTls = settings.tlsCertFile !== '' && settings.tlsListeners.includes('grpc');
  // It has no certificate to show.
  if (speaksTls && settings.tlsClientCaFile !== '') await askControlPort(settings);
  else await askGrpcPort(settings, speaksTls ? ownServer() : credentials.createInsecure());
}

async function askGrpcPort({ host, port }: Settings, channelCredentials: ChannelCredentials): Promise<void> {
  // Without a name of its own, an address would be sent as the server's name, which TLS does not know.
  const options = { 'grpc.ssl_target_name_override': 'localhost' };
  const client = new Client(`${reachable(host)}:${port}`, channelCredentials, options);
  const { response } = await unaryCall<null, number | undefined>(client, METHOD, null, { timeoutMs: TIMEOUT_MS });
  if (response !== SERVING) throw new Error('The server answers, but its model does not serve.');
}

async function askControlPort({ managementHost, managementPort, tlsListeners }: Settings): Promise<void> {
  if (managementPort === 'off' || managementPort === 0 || tlsListeners.includes('management'))
    throw new Error(
      'The gRPC port asks for a certificate, and the control port cannot be asked instead; give MANAGEMENT_PORT a number, and leave management out of TLS_LISTENERS.',
    );
  const url = `http://${reachable(managementHost)}:${managementPort}/readyz`;
  const { status } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (status !== 200) throw new Error(`${url} answers ${status}: not every model serves.`);
}

/** The connection stays on this machine, so whoever answers is the server whose certificate it would be. */
function ownServer(): ChannelCredentials {
  return credentials.createSsl(null, null, null, { rejectUnauthorized: false });
}

function reachable(host: string): string {
  return host === '[::]' || host === '0.0.0.0' ? 'localhost' : host;
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(1);
  },
);
