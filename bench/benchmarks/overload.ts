import type { Benchmark, Measurement } from '../benchmark';
import type { LoadFigures, OpenLoop } from '../processes/load-generator';
import { mean, percentile } from '../statistics';
import { Generator } from '../support/generator';
import { loadedServer, measure, type LoadedServer } from '../support/loaded-server';
import { MemorySampler } from '../support/memory';
import { whyNoProcessFacts } from '../support/process-facts';
import { runRequest } from '../support/requests';
import { startModelServer } from '../support/servers';

const TARGET_GOODPUT_RATIO = 0.95;
const TARGET_REFUSAL_MS = 20;
const TARGET_GROWTH_RATIO = 1.1;
const TIMES_CAPACITY = 5;
const DEADLINE_MS = 1000;
const CONNECTIONS = 4;
/** Enough to keep the workers busy, and far from any limit. */
const CAPACITY_PACE = { inFlight: 4, pauseMs: 0 };
const RESOURCE_EXHAUSTED = '8';

interface Durations {
  readonly warmUpMs: number;
  readonly capacityMs: number;
  /** How long the overload goes on before anything counts: the collector comes by every 20 s or so. */
  readonly settleMs: number;
  readonly overloadMs: number;
  readonly sampleMs: number;
}

const FULL: Durations = { warmUpMs: 5000, capacityMs: 10_000, settleMs: 25_000, overloadMs: 60_000, sampleMs: 1000 };
const QUICK: Durations = { warmUpMs: 1000, capacityMs: 2000, settleMs: 1000, overloadMs: 5000, sampleMs: 250 };

/**
 * Five times more calls than two workers can answer whose wrapper waits 10 ms, at a fixed rate: from callers who give up
 * after a second, and from callers who do not.
 */
export const overload: Benchmark = {
  name: 'overload',
  async run({ isQuick }) {
    const skipped = whyNoProcessFacts();
    if (skipped !== undefined) return { skipped };
    const durations = isQuick ? QUICK : FULL;
    return {
      measurements: [
        ...(await measureOverload(`${TIMES_CAPACITY} × overload, deadline 1 s`, durations, {
          deadlineMs: DEADLINE_MS,
        })),
        ...(await measureOverload(`${TIMES_CAPACITY} × overload, no deadline`, durations, {})),
      ],
    };
  },
};

/** On a server of its own, so that neither variant sees what the other one left behind. */
async function measureOverload(
  what: string,
  { warmUpMs, capacityMs, settleMs, overloadMs, sampleMs }: Durations,
  deadline: Pick<OpenLoop, 'deadlineMs'>,
): Promise<Measurement[]> {
  await using model = await startModelServer('wait', { workers: 2 });
  await using generator = new Generator();
  const server = loadedServer(model, await runRequest(model.port));
  const closedLoop = { connections: CONNECTIONS, pace: CAPACITY_PACE };
  await measure(generator, server, { ...closedLoop, durationMs: warmUpMs });
  const { callsPerSecond: capacity } = await measure(generator, server, { ...closedLoop, durationMs: capacityMs });
  const pace = { callsPerSecond: TIMES_CAPACITY * capacity, ...deadline };
  // The code that refuses has to be compiled, the queue full, and the memory as large as it becomes.
  await flood(generator, server, pace, settleMs);
  using memory = new MemorySampler(model.pid, sampleMs);
  const figures = await flood(generator, server, pace, overloadMs);
  return [
    goodputOf(what, figures, capacity),
    ...refusalsOf(figures),
    ...otherEndsOf(figures),
    growthOf(memory.samplesMb),
  ];
}

function flood(generator: Generator, { port, request }: LoadedServer, pace: OpenLoop, durationMs: number) {
  return generator.run({ port, ...request, connections: CONNECTIONS, pace, durationMs });
}

function goodputOf(what: string, { latenciesMs, durationMs }: LoadFigures, capacity: number): Measurement {
  const value = (latenciesMs.length / durationMs) * 1000;
  return {
    what: `${what}: goodput against capacity`,
    value,
    unit: 'calls/s',
    baseline: capacity,
    ratio: value / capacity,
    target: { of: 'ratio', bound: 'at least', limit: TARGET_GOODPUT_RATIO },
  };
}

function refusalsOf({ latenciesMs, otherLatenciesMs }: LoadFigures): Measurement[] {
  const answered: Measurement = { what: '  answers, p50', value: percentile(latenciesMs, 50), unit: 'ms' };
  const refusals = otherLatenciesMs[RESOURCE_EXHAUSTED] ?? [];
  if (refusals.length === 0) return [answered];
  return [
    answered,
    {
      what: '  refusals (resource-exhausted), p99',
      value: percentile(refusals, 99),
      unit: 'ms',
      target: { of: 'value', bound: 'at most', limit: TARGET_REFUSAL_MS },
    },
  ];
}

/** Which part of the calls ended in which other way: 4 is the deadline. */
function otherEndsOf({ latenciesMs, otherLatenciesMs }: LoadFigures): Measurement[] {
  const ends = Object.entries(otherLatenciesMs);
  const all = ends.reduce((total, [, latencies]) => total + latencies.length, latenciesMs.length);
  return ends.map(([status, { length }]) => ({
    what: `  calls that ended with status ${status}`,
    value: (length / all) * 100,
    unit: '%',
  }));
}

/** Mean memory of all server processes in the last third of the time, against the first. */
function growthOf(samplesMb: readonly number[]): Measurement {
  const third = Math.max(1, Math.floor(samplesMb.length / 3));
  const first = mean(samplesMb.slice(0, third));
  const last = mean(samplesMb.slice(-third));
  return {
    what: '  memory (PSS), last third against first',
    value: last,
    unit: 'MB',
    baseline: first,
    ratio: last / first,
    target: { of: 'ratio', bound: 'at most', limit: TARGET_GROWTH_RATIO },
    runs: samplesMb,
  };
}
