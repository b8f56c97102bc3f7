import { Client, credentials } from '@grpc/grpc-js';
import { unaryCall } from '../../grpc_model/src/clients/unary-call';
import { modzyService } from '../../grpc_model/src/protocols/modzy/definition';
import type { Load } from '../processes/load-generator';

/** What a load sends, and what it must be answered. */
export type LoadRequest = Pick<Load, 'path' | 'request' | 'answerBytes'>;

const RUN = { inputs: [{ input: { data: Buffer.alloc(256, 'model') } }] };

/**
 * A Run of 256 bytes, sent once to learn what its answer looks like.
 *
 * @throws Error when the model does not answer it
 */
export async function runRequest(port: number): Promise<LoadRequest> {
  const { Run } = modzyService;
  const { response } = await withClient(port, (client) => unaryCall(client, Run, RUN, { timeoutMs: 10_000 }));
  if (response.outputs[0]?.success !== true) throw new Error(`The Run failed: ${response.message}`);
  const answerBytes = Run.responseSerialize(response).length;
  return { path: Run.path, request: Run.requestSerialize(RUN).toString('base64'), answerBytes };
}

/** A Status, sent twice to learn what its answer looks like: the first one is worded differently. */
export async function statusRequest(port: number): Promise<LoadRequest> {
  const { Status } = modzyService;
  const ask = () => withClient(port, (client) => unaryCall(client, Status, {}, { timeoutMs: 10_000 }));
  await ask();
  const { response } = await ask();
  if (response.status_code !== 200) throw new Error(`The Status failed: ${response.message}`);
  return { path: Status.path, request: '', answerBytes: Status.responseSerialize(response).length };
}

async function withClient<T>(port: number, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
