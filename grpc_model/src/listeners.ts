import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Address } from './config/parsers';
import type { Settings } from './config/settings';
import type { Logger } from './contract';
import type { Gate } from './core/access';
import type { CallListener } from './core/call-record';
import { messageOf } from './core/errors';
import { ByteBudget } from './transport/byte-budget';
import type { ConnectionFigures } from './transport/connection-count';
import { GrpcListener, type GrpcService } from './transport/grpc/grpc-listener';
import type { HttpListener as AnyHttpListener, HttpListenerOptions } from './transport/http/http-listener';
import type { HttpService } from './transport/http/http-route';
import type { TlsSource } from './transport/tls-source';

/** What `TLS_LISTENERS` calls the kinds of listeners. */
export type ListenerKind = Settings['tlsListeners'][number];

/** Where a listener is, and what it speaks. */
export interface ListenerAddress {
  /** `grpc`, `http`, `management`, `metrics`; or what a further listener is for: `modzy`, `open-inference-grpc`. */
  readonly name: string;
  readonly kind: ListenerKind;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The folders of the protocols. */
  readonly protocols: readonly string[];
}

export interface ListenersOptions {
  readonly settings: Settings;
  readonly gate: Gate;
  /** Absent: no listener speaks TLS. */
  readonly tls: TlsSource | undefined;
  readonly logger: Logger;
  readonly onCallEnd: CallListener;
  /** What the gRPC port speaks. */
  readonly grpc: readonly GrpcService[];
  /** gRPC listeners that speak one protocol alone. */
  readonly further: readonly FurtherListener[];
}

/** What the HTTP ports have. */
export interface HttpServices {
  /** The data port. */
  readonly data: readonly HttpService[];
  /** The control port. */
  readonly control: readonly HttpService[];
  /** METRICS_PORT. */
  readonly metrics: readonly HttpService[];
  /** HTTP listeners that speak one protocol alone. */
  readonly further: readonly FurtherHttpListener[];
}

interface FurtherPlace {
  /** The variable that says where it listens, and what it says: `LISTEN_MODZY` calls it `modzy`. */
  readonly setting: `LISTEN_${string}`;
  readonly address: Address | 'off';
}

/** A gRPC listener that speaks one protocol alone. */
export interface FurtherListener extends FurtherPlace {
  readonly service: GrpcService;
}

/** An HTTP listener that speaks one protocol alone, and what may be beside it: health. */
export interface FurtherHttpListener extends FurtherPlace {
  readonly services: readonly HttpService[];
}

interface Opened {
  readonly listener: GrpcListener | AnyHttpListener;
  readonly address: ListenerAddress;
}

interface Place {
  readonly name: string;
  /** The variable that has the port. */
  readonly setting: string;
  readonly kind: ListenerKind;
  readonly host: string;
  readonly port: number;
}

/** A listener that could not listen; `cause` is what the system said. */
export class ListenError extends Error {
  constructor(
    readonly place: Pick<Place, 'name' | 'setting' | 'host' | 'port'>,
    cause: unknown,
  ) {
    super(`The listener ${place.name} cannot listen on ${place.host}, port ${place.port}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** All ports of the server. They open, drain and close together. */
export class Listeners {
  readonly #options: ListenersOptions;
  readonly #receiving: ByteBudget;
  readonly #grpc: GrpcListener[] = [];
  readonly #opened: Opened[] = [];
  /** Opens one gRPC listener each. */
  readonly #begin: readonly (() => Promise<void>)[];

  constructor(options: ListenersOptions) {
    this.#options = options;
    this.#receiving = new ByteBudget(options.settings.maxPendingBytes);
    const { host, port } = options.settings;
    this.#begin = [
      this.#makeGrpc({ name: 'grpc', setting: 'PSC_MODEL_PORT', kind: 'grpc', host, port }, options.grpc),
      ...options.further.flatMap(({ service, ...further }) =>
        furtherPlace(further, 'grpc', host).map((place) => this.#makeGrpc(place, [service])),
      ),
    ];
  }

  /**
   * Opens the gRPC ports.
   *
   * @throws ListenError for the first one that cannot listen; those before it are open
   */
  async openGrpc(): Promise<void> {
    for (const begin of this.#begin) await begin();
  }

  /**
   * Opens the HTTP ports, after those of gRPC: what they need takes a while to import.
   *
   * @throws ListenError for the first one that cannot listen; those before it are open
   */
  async openHttp({ data, control, metrics, further }: HttpServices): Promise<void> {
    const { httpHost, httpPort, managementHost, managementPort, metricsHost, metricsPort } = this.#options.settings;
    const ports: readonly (readonly [readonly Place[], readonly HttpService[]])[] = [
      [ownPlace('http', httpHost, httpPort), data],
      [ownPlace('management', managementHost, managementPort), control],
      [ownPlace('metrics', metricsHost, metricsPort), metrics],
      ...further.map(({ services, ...each }) => [furtherPlace(each, 'http', httpHost), services] as const),
    ];
    for (const [places, services] of ports) for (const place of places) await this.#openHttp(place, services);
  }

  /** Those that are open: the gRPC port first. */
  get addresses(): readonly ListenerAddress[] {
    return this.#opened.map(({ address }) => address);
  }

  /** The port of a listener; undefined when it is off. */
  portOf(name: string): number | undefined {
    return this.addresses.find((address) => address.name === name)?.port;
  }

  get callsUnderWay(): number {
    return this.#opened.reduce((sum, { listener }) => sum + listener.callsUnderWay, 0);
  }

  /** The connections of each listener, by its name. */
  get connections(): readonly ({ readonly listener: string } & ConnectionFigures)[] {
    return this.#opened.map(({ address, listener: { connections } }) => {
      return { listener: address.name, open: connections.open, refused: connections.refused };
    });
  }

  /** Sets what gRPC health answers for a name, on every gRPC listener. */
  setHealth(name: string, isServing: boolean): void {
    for (const listener of this.#grpc) listener.setHealth(name, isServing);
  }

  /** All at once accept no more calls, let those under way finish within the given time, and end the rest. */
  async close(drainTimeoutMs: number): Promise<void> {
    await Promise.all(this.#opened.map(({ listener }) => listener.close(drainTimeoutMs)));
  }

  /** Made before anything is open, so that health can be set. */
  #makeGrpc(place: Place, services: readonly GrpcService[]): () => Promise<void> {
    const { settings, gate, onCallEnd } = this.#options;
    const tls = this.#tlsOf(place.kind);
    const listener = new GrpcListener({ ...settings, ...place, gate, tls, receiving: this.#receiving, onCallEnd });
    for (const service of services) listener.add(service);
    this.#grpc.push(listener);
    return () => this.#listen(listener, place, services);
  }

  async #openHttp(place: Place, services: readonly HttpService[]): Promise<void> {
    // Not before the gRPC port is open; the model is loading meanwhile.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const http = require('./transport/http/http-listener') as typeof import('./transport/http/http-listener');
    await nextTurn();
    const { kind, host, port } = place;
    const listener = new http.HttpListener({ ...this.#httpOptions(kind), host, port });
    for (const service of services) listener.add(service);
    await this.#listen(listener, place, services);
  }

  #httpOptions(kind: ListenerKind): Omit<HttpListenerOptions, 'host' | 'port'> {
    const { settings, gate, onCallEnd, logger } = this.#options;
    const { maxConnections, maxHeaderBytes, requestTimeoutMs, idleConnectionMs, maxMessageBytes } = settings;
    const onUnforeseen = (thrown: unknown, requestId: string) => {
      const stack = thrown instanceof Error ? thrown.stack : String(thrown);
      logger.error('A call failed for a reason that nobody foresaw.', { requestId, stack });
    };
    const limits = { maxConnections, maxHeaderBytes, requestTimeoutMs, idleConnectionMs, maxMessageBytes };
    return { ...limits, receiving: this.#receiving, gate, tls: this.#tlsOf(kind), onCallEnd, onUnforeseen };
  }

  #tlsOf(kind: ListenerKind): TlsSource | undefined {
    const { settings, tls } = this.#options;
    return settings.tlsListeners.includes(kind) ? tls : undefined;
  }

  async #listen(
    listener: GrpcListener | AnyHttpListener,
    place: Place,
    services: readonly { readonly protocol: string }[],
  ): Promise<void> {
    const port = await listener.listen().catch((thrown: unknown) => {
      throw new ListenError(place, thrown);
    });
    const protocols = [...new Set(services.map(({ protocol }) => protocol))];
    const address: ListenerAddress = { ...place, port, tls: this.#tlsOf(place.kind) !== undefined, protocols };
    this.#opened.push({ listener, address });
    const { name, host, tls } = address;
    this.#options.logger.info(`Listening on port ${port}.`, { listener: name, host, port, tls, protocols });
  }
}

/** Where one of the server's own HTTP listeners is; nowhere when it is off. */
function ownPlace(kind: ListenerKind, host: string, port: number | 'off'): Place[] {
  return port === 'off' ? [] : [{ name: kind, setting: `${kind.toUpperCase()}_PORT`, kind, host, port }];
}

/**
 * Where a further listener is; nowhere when it is off.
 *
 * @param kindsHost where the other listeners of its kind are
 */
function furtherPlace({ setting, address }: FurtherPlace, kind: ListenerKind, kindsHost: string): Place[] {
  if (address === 'off') return [];
  const { host = kindsHost, port } = address;
  const name = setting
    .replace(/^LISTEN_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  return [{ name, setting, kind, host, port }];
}
