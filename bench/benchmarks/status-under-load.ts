import { ModzyClient } from '../../grpc_model/src/clients/modzy-client';
import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark, Measurement } from '../benchmark';
import { percentile } from '../statistics';
import { Generator } from '../support/generator';
import { latenciesOf } from '../support/health-latencies';
import { HEALTH_REQUEST, statusRequest } from '../support/requests';
import { startModelServer, type BenchServer } from '../support/servers';
import { SPINNING, SPIN_MS } from '../wrappers/spin';

const TARGET_P99_MS = 20;
const PROBE_TARGET_P99_MS = 50;
/** Every worker is certainly still busy at the end. */
const LOAD_MS = SPIN_MS - 300;
/** One caller that asks every few milliseconds. */
const SHAPE = { connections: 1, pace: { inFlight: 1, pauseMs: 2 }, durationMs: LOAD_MS };

/** What a probe asks, by what it is called in the table. */
const PROBES = ['gRPC health', '/healthz', '/readyz'] as const;
type Latencies = Readonly<Record<(typeof PROBES)[number], number[]>>;

/**
 * How fast Status answers while every worker is inside an inference, against the same server when it is idle; and how fast
 * health does, all three kinds at once.
 */
export const statusUnderLoad: Benchmark = {
  name: 'status-under-load',
  async run({ isQuick }) {
    const workers = availableProcessors();
    await using server = await startModelServer('spin', { workers });
    await using generator = new Generator();
    const load = { port: server.port, ...(await statusRequest(server.port)), ...SHAPE };
    await generator.run(load);
    const busy: number[] = [];
    const idle: number[] = [];
    const probesBusy = noLatencies();
    const probesIdle = noLatencies();
    for (let round = 0; round < (isQuick ? 1 : 4); round++) {
      idle.push(...(await generator.run(load)).latenciesMs);
      await probe(server, generator, probesIdle);
      for (const measure of [
        async () => void busy.push(...(await generator.run(load)).latenciesMs),
        () => probe(server, generator, probesBusy),
      ]) {
        const answered = occupyWorkers(server, workers);
        await server.waitFor(SPINNING, workers);
        await measure();
        await answered;
      }
    }
    return {
      measurements: [
        p99Of('Status while every worker is busy, p99', busy, idle, TARGET_P99_MS),
        { what: '  p50', unit: 'ms', ...comparisonOf(50, busy, idle) },
        ...PROBES.map((name) =>
          p99Of(`${name} meanwhile, p99`, probesBusy[name], probesIdle[name], PROBE_TARGET_P99_MS),
        ),
      ],
    };
  },
};

function noLatencies(): Latencies {
  return { 'gRPC health': [], '/healthz': [], '/readyz': [] };
}

async function probe(server: BenchServer, generator: Generator, into: Latencies): Promise<void> {
  const { pauseMs } = SHAPE.pace;
  const http = (path: string) => latenciesOf(server.httpPort, path, LOAD_MS, pauseMs);
  const [grpc, healthz, readyz] = await Promise.all([
    generator.run({ port: server.port, ...HEALTH_REQUEST, ...SHAPE }),
    http('/healthz'),
    http('/readyz'),
  ]);
  into['gRPC health'].push(...grpc.latenciesMs);
  into['/healthz'].push(...healthz);
  into['/readyz'].push(...readyz);
}

function p99Of(what: string, busy: number[], idle: number[], limit: number): Measurement {
  return { what, unit: 'ms', ...comparisonOf(99, busy, idle), target: { of: 'value', bound: 'at most', limit } };
}

function comparisonOf(percent: number, busy: number[], idle: number[]) {
  const value = percentile(busy, percent);
  const baseline = percentile(idle, percent);
  return { value, baseline, ratio: value / baseline };
}

async function occupyWorkers(server: BenchServer, workers: number): Promise<void> {
  const client = new ModzyClient({ host: '127.0.0.1', port: server.port });
  try {
    const runs = Array.from({ length: workers }, () => client.run([{ data: Buffer.alloc(1) }]));
    const answers = (await Promise.all(runs)).flat();
    if (!answers.every(({ success }) => success)) throw new Error('An inference failed.');
  } finally {
    client.close();
  }
}
