import type { PendingFigures, VersionFigures } from '../../core/figures';
import type { StateName } from '../../core/state';
import type { ReadMetric } from './metrics';

/** What one listener has to do with connections. */
export interface ListenerFigures {
  /** What it is called, for example `grpc` or `http`. */
  readonly listener: string;
  /** Connections that are open. */
  readonly open: number;
  /** Connections that were refused since the start. */
  readonly refused: number;
}

/** The state of the server at one moment. */
export interface Snapshot {
  readonly pending: PendingFigures;
  /** Every version that there is, loaded or not. */
  readonly versions: readonly VersionFigures[];
  readonly isReady: boolean;
  readonly listeners: readonly ListenerFigures[];
  /** In milliseconds since 1970; undefined without TLS. */
  readonly certificateExpiresAtMs: number | undefined;
  /** Of the server. */
  readonly version: string;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Of a big store, most versions are not loaded: they are counted, and have no series of their own. */
const SHOWN_STATES = ['loading', 'ready', 'unloading', 'failed'] as const satisfies readonly StateName[];

/** How each metric that is not counted is read. */
export const READERS: Readonly<Record<ReadMetric, (snapshot: Snapshot) => Iterable<Sample>>> = {
  pendingCalls: ({ pending }) => [{ labels: {}, value: pending.calls }],
  pendingBytes: ({ pending }) => [{ labels: {}, value: pending.bytes }],
  queuedCalls: (snapshot) => ofEach(snapshot, ({ queue }) => queue.calls),
  queuedBytes: (snapshot) => ofEach(snapshot, ({ queue }) => queue.bytes),
  *workers(snapshot) {
    for (const { model, version, workers } of shown(snapshot))
      for (const [state, value] of Object.entries<number>({ ...workers }))
        yield { labels: { model, version, state }, value };
  },
  *modelState(snapshot) {
    for (const { model, version, state: present } of shown(snapshot))
      for (const state of SHOWN_STATES) yield { labels: { model, version, state }, value: state === present ? 1 : 0 };
  },
  models: ({ versions }) => countStates(versions),
  ready: ({ isReady }) => [{ labels: {}, value: isReady ? 1 : 0 }],
  connections: ({ listeners }) => listeners.map(({ listener, open: value }) => ({ labels: { listener }, value })),
  refusedConnections: ({ listeners }) =>
    listeners.map(({ listener, refused: value }) => ({ labels: { listener }, value })),
  certificateExpiry: ({ certificateExpiresAtMs: atMs }) =>
    atMs === undefined ? [] : [{ labels: {}, value: atMs / 1000 }],
  info: ({ version }) => [{ labels: { version, node: process.version }, value: 1 }],
};

function* ofEach(snapshot: Snapshot, figure: (version: VersionFigures) => number): Generator<Sample> {
  for (const each of shown(snapshot)) {
    const { model, version } = each;
    yield { labels: { model, version }, value: figure(each) };
  }
}

function* shown({ versions }: Snapshot): Generator<VersionFigures> {
  for (const each of versions) if (each.state !== 'unloaded') yield each;
}

function countStates(versions: readonly VersionFigures[]): Sample[] {
  const counts: Record<StateName, number> = { loading: 0, ready: 0, unloading: 0, unloaded: 0, failed: 0 };
  for (const { state } of versions) counts[state]++;
  return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
}
