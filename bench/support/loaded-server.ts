import type { ClosedLoop, Load } from '../processes/load-generator';
import { percentile } from '../statistics';
import { interleave, type Sides } from './comparison';
import type { Generator } from './generator';
import { childrenOf, processorMsOf, whyNoProcessFacts } from './process-facts';
import type { LoadRequest } from './requests';

const WARM_UP_LIMIT_MS = 20_000;

/** A server, and what to ask it. */
export interface LoadedServer {
  readonly port: number;
  readonly request: LoadRequest;
  /** All its processes; none where their facts cannot be had. */
  readonly pids: readonly number[];
}

/** A closed loop, and for how long. */
export interface Shape extends Pick<Load, 'connections' | 'durationMs'> {
  readonly pace: ClosedLoop;
}

export interface Figures {
  readonly callsPerSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Processor time of all server processes. */
  readonly processorUsPerCall: number;
  /** How busy the generator was: at 100 it, and not the server, may be what bounds the calls. */
  readonly generatorPercent: number;
}

/** 64 in flight. */
export const MANY_IN_FLIGHT = { connections: 4, pace: { inFlight: 16, pauseMs: 0 } };
export const ONE_IN_FLIGHT = { connections: 1, pace: { inFlight: 1, pauseMs: 0 } };

/** Call it when every worker is there. */
export function loadedServer({ pid, port }: { pid: number; port: number }, request: LoadRequest): LoadedServer {
  return { port, request, pids: whyNoProcessFacts() === undefined ? [pid, ...childrenOf(pid)] : [] };
}

/** Loads a server until its code is compiled, which takes calls rather than time. */
export async function warmUp(generator: Generator, server: LoadedServer, calls: number): Promise<void> {
  const giveUpMs = performance.now() + WARM_UP_LIMIT_MS;
  for (let done = 0; done < calls && performance.now() < giveUpMs;) {
    const load = { port: server.port, ...server.request, ...MANY_IN_FLIGHT, durationMs: 1000 };
    done += (await generator.run(load)).latenciesMs.length;
  }
}

export async function measure(
  generator: Generator,
  { port, request, pids }: LoadedServer,
  shape: Shape,
): Promise<Figures> {
  const processorBeforeMs = processorMsOf(pids);
  const { durationMs, latenciesMs, processorMs } = await generator.run({ port, ...request, ...shape });
  return {
    callsPerSecond: (latenciesMs.length / durationMs) * 1000,
    p50Us: percentile(latenciesMs, 50) * 1000,
    p99Us: percentile(latenciesMs, 99) * 1000,
    processorUsPerCall: ((processorMsOf(pids) - processorBeforeMs) / latenciesMs.length) * 1000,
    generatorPercent: (processorMs / durationMs) * 100,
  };
}

/** Loads two servers in turn with the same shape. */
export function compareServers(
  generator: Generator,
  { subject, baseline }: Sides<LoadedServer>,
  shape: Shape,
  rounds: number,
): Promise<Sides<Figures[]>> {
  return interleave(rounds, {
    subject: () => measure(generator, subject, shape),
    baseline: () => measure(generator, baseline, shape),
  });
}
