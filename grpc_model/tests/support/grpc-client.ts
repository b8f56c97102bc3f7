import { join } from 'node:path';
import {
  Client,
  credentials,
  Metadata,
  type ChannelCredentials,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { PROJECT_FOLDER } from './paths';

export interface CallOptions {
  readonly deadlineMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The client hangs up when it fires. */
  readonly signal?: AbortSignal;
}

export interface Reply<Response> {
  readonly response: Response;
  /** What came before the answer. */
  readonly header: Metadata;
  readonly trailers: Metadata;
}

type Methods = Readonly<Record<string, MethodDefinition<object, object>>>;

const LONG_DEADLINE_MS = 15_000;

/** The methods of a service, read from a proto file of the project or of a package. */
export function loadMethods(protoFile: string, service: string): Methods {
  const definitions = loadSync(join(PROJECT_FOLDER, protoFile), { keepCase: true, defaults: true, enums: String });
  return definitions[service] as Methods;
}

export interface ConnectOptions {
  /** This machine's loopback address by default. */
  readonly host?: string;
  /** Plain by default. */
  readonly channel?: ChannelCredentials;
}

export function connect(
  port: number,
  { host = '127.0.0.1', channel = credentials.createInsecure() }: ConnectOptions = {},
): Client {
  return new Client(`${host}:${port}`, channel, {
    'grpc.max_receive_message_length': -1,
    'grpc.use_local_subchannel_pool': 1,
  });
}

/** One unary call; rejects with grpc-js's `ServiceError`. */
export function unary<Response>(
  client: Client,
  method: MethodDefinition<object, object>,
  request: object,
  { deadlineMs = LONG_DEADLINE_MS, headers = {}, signal }: CallOptions = {},
): Promise<Reply<Response>> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new Promise((resolve, reject) => {
    let response: Response | undefined;
    let failure: ServiceError | null = null;
    const call = client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: Date.now() + deadlineMs },
      (error, answer) => {
        failure = error;
        response = answer as Response | undefined;
      },
    );
    let header = new Metadata();
    call.on('metadata', (came: Metadata) => (header = came));
    call.on('status', ({ metadata: trailers }) => {
      // The callback runs in the same turn, before or after this event.
      setImmediate(() => {
        if (failure !== null) reject(failure);
        else resolve({ response: response!, header, trailers });
      });
    });
    signal?.addEventListener('abort', () => call.cancel());
  });
}
