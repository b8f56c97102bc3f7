import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '../wire/connection';
import type { Answer } from '../wire/exchange';
import { HttpConnection } from '../wire/http-connection';

/** The same call, over and over. */
export interface Load {
  readonly port: number;
  /** Default `grpc`; `http` is a POST over HTTP/1.1, on a connection of its own for each request under way. */
  readonly protocol?: 'grpc' | 'http';
  /** For example `/ModzyModel/Run`. */
  readonly path: string;
  /** Request headers beside those that every call has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The serialised request message, or the body, in base64. */
  readonly request: string;
  /** How long a good answer's message is; any other length fails the run. */
  readonly answerBytes: number;
  readonly connections: number;
  readonly pace: ClosedLoop | OpenLoop;
  readonly durationMs: number;
}

/** Every answer is followed by the next request, until the time is over. An answer that is not good fails the run. */
export interface ClosedLoop {
  /** Requests under way on each connection. */
  readonly inFlight: number;
  /** How long to pause after an answer; 0 for not at all. */
  readonly pauseMs: number;
}

/** Requests begin at a fixed rate, whatever becomes of those before. */
export interface OpenLoop {
  readonly callsPerSecond: number;
  /** Said to the server, and kept by the generator; absent: it waits for every answer. */
  readonly deadlineMs?: number;
}

export interface LoadFigures {
  /** In an open loop, what ends later does not count. */
  readonly durationMs: number;
  /** Of the good answers. */
  readonly latenciesMs: readonly number[];
  /** Of all other answers, by their gRPC status or `reset`. */
  readonly otherLatenciesMs: Readonly<Record<string, readonly number[]>>;
  readonly processorMs: number;
}

export type LoadResult = LoadFigures | { readonly failed: string };

/** Before a message. */
const PREFIX_BYTES = { grpc: 5, http: 0 } as const;
const TICK_MS = 1;
/** Beyond the load's own time; for answers that do not come at all. */
const PATIENCE_MS = 30_000;

/** Either kind of connection; only one of gRPC gives calls up. */
type AnyConnection = Pick<Connection, 'call' | 'close' | 'callsUnderWay'> & Partial<Pick<Connection, 'cancelBefore'>>;

class Run {
  readonly #load: Load;
  /** How many bytes a good answer has. */
  readonly #goodBytes: number;
  readonly #latenciesMs: number[] = [];
  readonly #otherLatenciesMs: Record<string, number[]> = {};

  constructor(load: Load) {
    this.#load = load;
    this.#goodBytes = PREFIX_BYTES[load.protocol ?? 'grpc'] + load.answerBytes;
  }

  async measure(): Promise<LoadFigures> {
    const { pace } = this.#load;
    let fail: (problem: Error) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    // A connection that cannot even be opened is told by `#open`.
    failed.catch(() => undefined);
    const connections = await this.#open(fail);
    try {
      const processorBefore = process.cpuUsage();
      const startMs = performance.now();
      const endMs = startMs + this.#load.durationMs;
      const isClosed = 'inFlight' in pace;
      const loop = isClosed ? this.#repeat(connections, pace, endMs, fail) : this.#arrive(connections, pace, endMs);
      await Promise.race([loop, failed, this.#lose(loop)]);
      const durationMs = isClosed ? performance.now() - startMs : this.#load.durationMs;
      const { user, system } = process.cpuUsage(processorBefore);
      const latencies = { latenciesMs: this.#latenciesMs, otherLatenciesMs: this.#otherLatenciesMs };
      return { durationMs, ...latencies, processorMs: (user + system) / 1000 };
    } finally {
      for (const connection of connections) connection.close();
    }
  }

  #open(fail: (problem: Error) => void): Promise<AnyConnection[]> {
    const { protocol, port, path, headers = {}, request, connections, pace } = this.#load;
    const deadlineMs = 'inFlight' in pace ? undefined : pace.deadlineMs;
    const timeout = deadlineMs === undefined ? {} : { 'grpc-timeout': `${deadlineMs}m` };
    const call = { path, headers: { ...headers, ...timeout }, message: Buffer.from(request, 'base64') };
    if (protocol === 'http') {
      if (!('inFlight' in pace)) throw new Error('HTTP is loaded in a closed loop only.');
      const { inFlight } = pace;
      return Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port, call, inFlight, fail)));
    }
    return Promise.all(Array.from({ length: connections }, () => Connection.open(port, call, fail)));
  }

  /** @throws Error when answers are missing long after the time is over */
  async #lose(loop: Promise<void>): Promise<void> {
    const over = new AbortController();
    const forget = () => over.abort();
    void loop.then(forget, forget);
    const isLate = await delay(this.#load.durationMs + PATIENCE_MS, true, over).catch(() => false);
    if (isLate) throw new Error(`${this.#load.path} was not answered within ${PATIENCE_MS / 1000} s.`);
  }

  #repeat(connections: readonly AnyConnection[], pace: ClosedLoop, endMs: number, fail: (problem: Error) => void) {
    const { inFlight, pauseMs } = pace;
    const once = (connection: AnyConnection, done: () => void): void => {
      if (performance.now() >= endMs) return done();
      connection.call((answer) => {
        if (!this.#isGood(answer)) return fail(new Error(this.#describe(answer)));
        this.#latenciesMs.push(answer.latencyMs);
        if (pauseMs > 0) setTimeout(once, pauseMs, connection, done);
        else once(connection, done);
      });
    };
    const loops = connections.flatMap((connection) =>
      Array.from({ length: inFlight }, () => new Promise<void>((resolve) => once(connection, resolve))),
    );
    return Promise.all(loops).then(() => undefined);
  }

  #arrive(connections: readonly AnyConnection[], pace: OpenLoop, endMs: number): Promise<void> {
    const { callsPerSecond, deadlineMs = Infinity } = pace;
    const startMs = endMs - this.#load.durationMs;
    const record = (answer: Answer) => {
      if (performance.now() > endMs) return;
      if (this.#isGood(answer)) this.#latenciesMs.push(answer.latencyMs);
      else (this.#otherLatenciesMs[answer.status] ??= []).push(answer.latencyMs);
    };
    let begun = 0;
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        const nowMs = performance.now();
        const due = ((Math.min(nowMs, endMs) - startMs) / 1000) * callsPerSecond;
        for (; begun < due; begun++) connections[begun % connections.length]!.call(record);
        for (const connection of connections) connection.cancelBefore?.(nowMs - deadlineMs);
        if (nowMs < endMs || connections.some(({ callsUnderWay }) => callsUnderWay > 0)) return;
        clearInterval(timer);
        resolve();
      }, TICK_MS);
    });
  }

  #isGood({ status, bytes }: Answer): boolean {
    return status === 0 && bytes === this.#goodBytes;
  }

  #describe({ status, bytes }: Answer): string {
    return `${this.#load.path} answered ${bytes} bytes with status ${status}; expected ${this.#goodBytes} with 0.`;
  }
}

// Whoever asked is gone.
process.on('disconnect', () => process.exit());

process.on('message', (load: Load) => {
  new Run(load).measure().then(
    (result) => process.send?.(result),
    (thrown: unknown) => process.send?.({ failed: String(thrown) }),
  );
});
