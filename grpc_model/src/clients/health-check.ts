import { Client, credentials } from '@grpc/grpc-js';
import { unaryCall } from './unary-call';

// The container's HEALTHCHECK: exit code 0 when the server says that it serves, 1 otherwise. It runs every few seconds,
// so it loads no definitions: an empty request, and an answer whose only field is the status.
const SERVING = 1;
const METHOD = {
  path: '/grpc.health.v1.Health/Check',
  requestSerialize: () => Buffer.alloc(0),
  responseDeserialize: (bytes: Buffer) => (bytes[0] === 0x08 ? bytes[1] : undefined),
};

async function main(): Promise<void> {
  const port = process.env['PSC_MODEL_PORT'] ?? '45000';
  const host = process.env['GRPC_HOST'] ?? '[::]';
  const isWildcard = host === '[::]' || host === '0.0.0.0';
  const client = new Client(`${isWildcard ? 'localhost' : host}:${port}`, credentials.createInsecure());
  const { response } = await unaryCall<null, number | undefined>(client, METHOD, null, { timeoutMs: 2000 });
  if (response !== SERVING) throw new Error('The server answers, but its model does not serve.');
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(1);
  },
);
