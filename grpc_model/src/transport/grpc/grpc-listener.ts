import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import {
  experimental,
  Server,
  type handleUnaryCall,
  type ServiceDefinition,
  type StatusObject,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import type { Gate } from '../../core/access';
import type { CallListener } from '../../core/call-record';
import type { ServingError } from '../../core/errors';
import type { ConnectionFigures } from '../connection-count';
import { handshakeTimeoutMs } from '../connection-limits';
import { onStreamClosed } from './grpc-caller';
import { grpcCredentials } from './grpc-credentials';
import { GrpcGate } from './grpc-gate';
import { Health } from './health';
import { boundedOptions, Http2Bounds, type GrpcLimits } from './http2-bounds';
import { enlargeWindows } from './http2-windows';
import { InFlight } from '../in-flight';
import { asItIs } from './message-codec';
import { isWithoutIPv6 } from '../listen-on';
import { quietGrpc } from './quiet-grpc';
import { addReflection } from './reflection';
import { joinRepeatedAuthorization } from './repeated-authorization';
import { streamHandler, StreamSessions } from './stream-handler';
import type { StreamRpc } from './stream-rpc';
import type { TlsSource } from '../tls-source';
import { unaryHandler, type UnaryRpc } from './unary-handler';
import { UnservedCalls } from './unserved-calls';

/** How long the last bytes may take, when only idle streams (a health watch) keep a connection open. */
const LINGER_MS = 1000;

// The rpcs of one service differ in their messages; the protocol has checked each against its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyRpc = UnaryRpc<any, any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyStreamRpc = StreamRpc<any, any>;
type AnyMethod = ServiceDefinition[string];

/** A service that a protocol brings along. */
export interface GrpcService {
  /** The folder of the protocol; what logs and metrics call it. */
  readonly protocol: string;
  /** Gives all definitions of the protocol's files, for reflection. */
  readonly definitions: () => PackageDefinition;
  readonly service: ServiceDefinition;
  /** Those with one request and one answer, by the names of the service's definition. */
  readonly rpcs: Readonly<Record<string, AnyRpc>>;
  /** Those with a stream of both. */
  readonly streams?: Readonly<Record<string, AnyStreamRpc>>;
  /** The protocol's map from the core's errors to gRPC's. */
  readonly toStatus: (error: ServingError) => Partial<StatusObject>;
}

export interface GrpcListenerOptions extends GrpcLimits {
  /** For example `[::]`, `127.0.0.1`. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How much a client may send before the server has read it, on each stream and each connection. */
  readonly http2WindowBytes: number;
  /** Decides about every call but health. */
  readonly gate: Gate;
  /** Undefined: the port is plain. */
  readonly tls: TlsSource | undefined;
  /** Messages of one stream, under way. */
  readonly maxStreamMessages: number;
  /** Hears of every call that is over. */
  readonly onCallEnd: CallListener;
}

/** One gRPC port: any services, with the standard health service and reflection. Knows no protocol. */
export class GrpcListener {
  readonly #options: GrpcListenerOptions;
  readonly #server: Server;
  readonly #gate: GrpcGate;
  readonly #health = new Health();
  readonly #definitions: (() => PackageDefinition)[] = [];
  readonly #inFlight = new InFlight();
  readonly #sessions = new StreamSessions();
  readonly #unserved: UnservedCalls;
  readonly #bounds: Http2Bounds;

  constructor(options: GrpcListenerOptions) {
    quietGrpc(process.env);
    this.#options = options;
    this.#gate = new GrpcGate(options.gate, options.onCallEnd);
    this.#unserved = new UnservedCalls(options.onCallEnd);
    this.#bounds = new Http2Bounds(options, this.#unserved);
    this.#server = new Server({
      ...boundedOptions(options),
      'grpc.max_receive_message_length': options.maxMessageBytes,
      'grpc.max_send_message_length': options.maxMessageBytes,
    });
  }

  add({ protocol, definitions, service, rpcs, streams = {}, toStatus }: GrpcService): void {
    const { onCallEnd, maxMessageBytes, maxStreamMessages } = this.#options;
    const ofBytes: Record<string, AnyMethod> = { ...service };
    const handlers: UntypedServiceImplementation = {};
    const begin = (method: string, { access }: Pick<AnyRpc, 'access'>) => {
      const definition = definitionOf(service, method);
      this.#unserved.add(definition.path, { protocol, method });
      this.#gate.add(definition.path, { access, protocol, method, toStatus });
      ofBytes[method] = { ...definition, requestDeserialize: asItIs, responseSerialize: asItIs };
      return definition;
    };
    for (const [method, rpc] of Object.entries(rpcs)) {
      const context = { protocol, method, toStatus, onCallEnd, maxMessageBytes };
      handlers[method] = this.#counted(unaryHandler(rpc, begin(method, rpc), context));
    }
    for (const [method, rpc] of Object.entries(streams)) {
      const bounds = { maxMessageBytes, maxStreamMessages, inFlight: this.#inFlight };
      const context = { protocol, method, toStatus, onCallEnd, ...bounds };
      handlers[method] = streamHandler(rpc, begin(method, rpc), context, this.#sessions);
    }
    this.#server.addService(ofBytes, handlers);
    this.#definitions.push(definitions);
    for (const { path, requestStream } of Object.values(service)) if (requestStream) this.#bounds.exempt(path);
  }

  /** Sets what the health service answers for a name; the empty name is the whole server. */
  setHealth(name: string, isServing: boolean): void {
    this.#health.set(name, isServing);
  }

  /**
   * Begins to accept calls.
   *
   * @returns the port, which the system chose when 0 was asked for
   */
  async listen(): Promise<number> {
    this.#health.addToServer(this.#server);
    addReflection(
      this.#server,
      () => Object.assign({}, ...this.#definitions.map((read) => read())) as PackageDefinition,
    );
    const { host, port } = this.#options;
    try {
      return await this.#bind(`${host}:${port}`);
    } catch (thrown) {
      if (!isWithoutIPv6(host, thrown)) throw thrown;
      return this.#bind(`0.0.0.0:${port}`);
    }
  }

  /** How many calls, and messages of streams, wait for their answer, or for it to leave. */
  get callsUnderWay(): number {
    return this.#inFlight.count;
  }

  get connections(): ConnectionFigures {
    return this.#bounds.connections;
  }

  /** Accepts no more calls, lets those under way finish and their answers leave within the given time, and ends the rest. */
  async close(drainTimeoutMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    this.#sessions.stop();
    const timers = new AbortController();
    const { signal } = timers;
    const answered = this.#inFlight.idle().then(() => delay(LINGER_MS, undefined, { signal }));
    await Promise.race([closed, answered, delay(drainTimeoutMs, undefined, { signal })]);
    answered.catch(() => undefined);
    timers.abort();
    this.#server.forceShutdown();
    this.#bounds.stop();
    // What sessions have still to say leaves first.
    await nextTurn();
    this.#bounds.connections.closeAll();
  }

  /** The handler, counted until its answer has left. */
  #counted<Request, Response>(handler: handleUnaryCall<Request, Response>): handleUnaryCall<Request, Response> {
    return (call, callback) => {
      this.#inFlight.begin();
      onStreamClosed(call, () => this.#inFlight.end());
      handler(call, callback);
    };
  }

  #bind(address: string): Promise<number> {
    const interceptors = this.#gate.interceptors();
    const plain = grpcCredentials(this.#options.tls, handshakeTimeoutMs(this.#options));
    const credentials =
      interceptors.length === 0 ? plain : experimental.createServerCredentialsWithInterceptors(plain, interceptors);
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, credentials, (error, port) => {
        if (error !== null) return reject(error);
        if (interceptors.length > 0) joinRepeatedAuthorization(this.#server);
        // Still in the turn in which the port was opened, so that no connection comes before it.
        this.#boundConnections();
        resolve(port);
      });
    });
  }

  #boundConnections(): void {
    const areGuarded = this.#bounds.watch(this.#server);
    if (enlargeWindows(this.#server, this.#options.http2WindowBytes) && areGuarded) return;
    process.emitWarning(
      'This version of grpc-js hides its HTTP/2 servers: large messages arrive more slowly, and slow clients go on.',
    );
  }
}

function definitionOf(service: ServiceDefinition, method: string): AnyMethod {
  const definition = service[method];
  if (definition === undefined) throw new Error(`The service has no rpc ${method}.`);
  return definition;
}
