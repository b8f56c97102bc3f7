import { Client, credentials, Metadata, type ClientDuplexStream, type ServiceDefinition } from '@grpc/grpc-js';
import type { CallRecord } from '../../src/core/call-record';
import type { Caller } from '../../src/core/call';
import { ServingError } from '../../src/core/errors';
import { GrpcListener, type GrpcListenerOptions } from '../../src/transport/grpc/grpc-listener';
import { toGrpcStatus } from '../../src/transport/grpc/grpc-status';
import type { StreamRpc } from '../../src/transport/grpc/stream-rpc';
import { listenerDefaults } from './limits';
import { until } from './until';

export const TALK_PATH = '/test.Talker/Talk';

const service: ServiceDefinition = {
  Talk: {
    path: TALK_PATH,
    requestStream: true,
    responseStream: true,
    requestSerialize: (text: string) => Buffer.from(text),
    requestDeserialize: (bytes) => {
      if (bytes.includes(0xff)) throw new Error('not a text');
      return bytes.toString();
    },
    responseSerialize: (text: string) => Buffer.from(text),
    responseDeserialize: (bytes) => bytes.toString(),
  },
};

/** A service that does what each message says: `echo <text> <count>`, `wait <text>`, `fail`, `large <bytes>`. */
export class TalkingService {
  readonly begun: string[] = [];
  readonly closed: string[] = [];
  readonly returned: string[] = [];
  readonly callers: Caller[] = [];
  readonly records: CallRecord[] = [];
  readonly #goOn = new Map<string, () => void>();
  /** What is said in the place of an answer that cannot be sent. */
  failure: StreamRpc<string, string>['failure'];
  #listener: GrpcListener | undefined;
  #clients: Client[] = [];
  port = 0;

  async start(options: Partial<GrpcListenerOptions> = {}): Promise<void> {
    const onCallEnd = (record: CallRecord) => this.records.push(record);
    this.#listener = new GrpcListener({ ...listenerDefaults(), onCallEnd, ...options });
    this.#listener.add({
      protocol: 'test',
      definitions: () => ({}),
      service,
      rpcs: {},
      streams: {
        Talk: {
          access: 'predict',
          handle: (text: string, caller) => this.#handle(text, caller),
          ...(this.failure && { failure: this.failure }),
        },
      },
      toStatus: toGrpcStatus,
    });
    this.port = await this.#listener.listen();
  }

  get listener(): GrpcListener {
    return this.#listener!;
  }

  /** Lets a message that waits go on, once it does. */
  async goOn(text: string): Promise<void> {
    await until(() => this.#goOn.has(text));
    this.#goOn.get(text)!();
    this.#goOn.delete(text);
  }

  talk(headers: Readonly<Record<string, string>> = {}): Talk {
    const client = new Client(`127.0.0.1:${this.port}`, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
      'grpc.max_receive_message_length': -1,
    });
    this.#clients.push(client);
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    const { path, requestSerialize, responseDeserialize } = service['Talk']!;
    return new Talk(client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata));
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close();
    await this.#listener?.close(0);
  }

  async *#handle(text: string, caller: Caller): AsyncGenerator<string> {
    const [verb, name = '', count = '1'] = text.split(' ');
    this.begun.push(text);
    this.callers.push(caller);
    caller.onClosed(() => this.closed.push(text));
    try {
      if (verb === 'fail') throw new ServingError('failed-precondition', 'Not now.');
      if (verb === 'wait') {
        await new Promise<void>((resolve) => {
          this.#goOn.set(name, resolve);
          caller.onClosed(resolve);
        });
      }
      const size = verb === 'large' ? Number(name) : 0;
      for (let index = 0; index < Number(count); index++) {
        yield size > 0 ? 'x'.repeat(size) : `${name}:${index}`;
      }
    } finally {
      this.returned.push(text);
    }
  }
}

/** The client's end of a stream. */
export class Talk {
  readonly answers: string[] = [];
  readonly ended: Promise<{ readonly code: number; readonly details: string; readonly metadata: Metadata }>;
  readonly header: Promise<Metadata>;

  constructor(readonly stream: ClientDuplexStream<unknown, unknown>) {
    stream.on('error', () => undefined);
    this.ended = new Promise((resolve) => stream.once('status', resolve));
    this.header = new Promise((resolve) => stream.once('metadata', resolve));
    this.read();
  }

  say(...texts: string[]): this {
    for (const text of texts) this.stream.write(text);
    return this;
  }

  read(): void {
    this.stream.on('data', (text: string) => this.answers.push(text));
  }
}
