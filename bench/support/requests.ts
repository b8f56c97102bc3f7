import { Client, credentials, Metadata } from '@grpc/grpc-js';
import type { Method } from '../../grpc_model/src/clients/unary-call';
import { modzyService } from '../../grpc_model/src/protocols/modzy/definition';
import type { Load } from '../processes/load-generator';

/** What a load sends, and what it must be answered. */
export type LoadRequest = Pick<Load, 'protocol' | 'path' | 'headers' | 'request' | 'answerBytes'>;

/** One Run, of one item. */
export interface RunPayload {
  /** The model of a store; absent: the server's own. */
  readonly model?: string | undefined;
  /** What the input `data` is. */
  readonly data: Uint8Array;
}

const TIMEOUT_MS = 60_000;
/** grpc-js would not send and take more than 4 MiB. */
const UNLIMITED = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

/**
 * A Run, sent once to learn what its answer looks like; by default of 256 bytes.
 *
 * @throws Error when the model does not answer it
 */
export async function runRequest(port: number, payload: Partial<RunPayload> = {}): Promise<LoadRequest> {
  const { Run } = modzyService;
  const { model, data = Buffer.alloc(256, 'model') } = payload;
  const headers: Readonly<Record<string, string>> = model === undefined ? {} : { 'model-name': model };
  const message = { inputs: [{ input: { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength) } }] };
  const response = await callOnce(port, Run, message, headers);
  const [output] = response.outputs;
  if (output?.success !== true) {
    throw new Error(`The Run failed: ${output?.output['error']?.toString() ?? response.message}`);
  }
  const answerBytes = Run.responseSerialize(response).length;
  return { path: Run.path, headers, request: Run.requestSerialize(message).toString('base64'), answerBytes };
}

/** A Status, sent twice to learn what its answer looks like: the first one is worded differently. */
export async function statusRequest(port: number): Promise<LoadRequest> {
  const { Status } = modzyService;
  await callOnce(port, Status, {}, {});
  const response = await callOnce(port, Status, {}, {});
  if (response.status_code !== 200) throw new Error(`The Status failed: ${response.message}`);
  return { path: Status.path, request: '', answerBytes: Status.responseSerialize(response).length };
}

/** Whether the whole server serves, as gRPC's health service has it; SERVING is a message of two bytes. */
export const HEALTH_REQUEST: LoadRequest = { path: '/grpc.health.v1.Health/Check', request: '', answerBytes: 2 };

/** One call, with a client that takes messages of any size. */
export function callOnce<Request, Response>(
  port: number,
  { path, requestSerialize, responseDeserialize }: Method<Request, Response>,
  request: Request,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), UNLIMITED);
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new Promise<Response>((resolve, reject) => {
    const options = { deadline: Date.now() + TIMEOUT_MS };
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, options, (error, answer) =>
      error !== null || answer === undefined ? reject(error ?? new Error('No answer.')) : resolve(answer),
    );
  }).finally(() => client.close());
}
