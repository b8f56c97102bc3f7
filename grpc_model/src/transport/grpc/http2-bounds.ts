import { constants, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { Server, ServerOptions } from '@grpc/grpc-js';
import { boundInflation, type InflationLimits } from './bounded-inflation';
import { ConnectionCount } from '../connection-count';
import { checkIntervalMs, handshakeTimeoutMs, type ConnectionLimits } from '../connection-limits';
import { http2ServersOf } from './http2-windows';
import { OpenStreams } from './open-streams';
import type { UnservedCalls } from './unserved-calls';

/** A peer that does not answer a ping of this often within grpc-js's 20 s is gone, whatever TCP believes. */
const PING_EVERY_MS = 60_000;

export interface GrpcLimits extends ConnectionLimits, InflationLimits {
  /** Calls under way on one connection; a client keeps more back by itself. */
  readonly maxStreamsPerConnection: number;
}

/** What grpc-js itself can bound. */
export function boundedOptions({ maxStreamsPerConnection, idleConnectionMs }: GrpcLimits): ServerOptions {
  return {
    'grpc.max_concurrent_streams': maxStreamsPerConnection,
    'grpc.max_connection_idle_ms': idleConnectionMs,
    'grpc.keepalive_time_ms': PING_EVERY_MS,
  };
}

/** Bounds what grpc-js leaves to Node's HTTP/2 servers: connections, headers, and how long a client may take. */
export class Http2Bounds {
  readonly connections = new ConnectionCount();
  readonly #limits: GrpcLimits;
  readonly #calls: UnservedCalls;
  readonly #streams: OpenStreams;
  #timer: NodeJS.Timeout | undefined;
  readonly #endless = new Set<string | undefined>();

  /** @param calls are told of those that end while they are being received */
  constructor(limits: GrpcLimits, calls: UnservedCalls) {
    this.#limits = limits;
    this.#calls = calls;
    this.#streams = new OpenStreams(limits, (stream, error) => calls.refuse(stream, error));
  }

  /** Lets clients of an rpc send messages for as long as they like; whoever handles it bounds what is under way of them. */
  exempt(path: string): void {
    this.#endless.add(path);
  }

  /**
   * Guards a bound server.
   *
   * @returns false when its HTTP/2 servers were not where they were looked for
   */
  watch(server: Server): boolean {
    const http2Servers = http2ServersOf(server);
    for (const http2Server of http2Servers) this.#bound(http2Server);
    this.#timer ??= setInterval(() => this.#streams.sweep(), checkIntervalMs(this.#limits)).unref();
    return http2Servers.length > 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #bound(http2Server: Http2Server): void {
    const { maxConnections, maxHeaderBytes } = this.#limits;
    http2Server.maxConnections = maxConnections;
    this.connections.watch(http2Server);
    http2Server.updateSettings({ maxHeaderListSize: maxHeaderBytes });
    http2Server.on('session', (session) => {
      this.#calls.connected(session);
      this.#expectPreface(session);
    });
    http2Server.prependListener('stream', (stream, headers) => {
      const isEndless = this.#endless.has(headers[':path']);
      this.#calls.watch(stream, headers);
      this.#streams.add(stream, isEndless);
      if (!isEndless && headers['grpc-encoding'] !== undefined) boundInflation(stream, this.#limits);
    });
  }

  /** Closes a connection that never says that it speaks HTTP/2. */
  #expectPreface(session: ServerHttp2Session): void {
    const limitMs = handshakeTimeoutMs(this.#limits);
    const timer = setTimeout(() => session.destroy(undefined, constants.NGHTTP2_PROTOCOL_ERROR), limitMs).unref();
    const forget = () => clearTimeout(timer);
    session.once('remoteSettings', forget);
    session.once('close', forget);
  }
}
