import { ModzyClient } from '../../grpc_model/src/clients/modzy-client';
import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark } from '../benchmark';
import { percentile } from '../statistics';
import { Generator } from '../support/generator';
import { statusRequest } from '../support/requests';
import { startModelServer, type BenchServer } from '../support/servers';
import { SPINNING, SPIN_MS } from '../wrappers/spin';

const TARGET_P99_MS = 20;
/** Every worker is certainly still busy at the end. */
const LOAD_MS = SPIN_MS - 300;
/** One caller that asks every few milliseconds. */
const SHAPE = { connections: 1, pace: { inFlight: 1, pauseMs: 2 }, durationMs: LOAD_MS };

/** How fast Status answers while every worker is inside an inference, against the same server when it is idle. */
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
    for (let round = 0; round < (isQuick ? 1 : 4); round++) {
      idle.push(...(await generator.run(load)).latenciesMs);
      const answered = occupyWorkers(server, workers);
      await server.waitFor(SPINNING, workers);
      busy.push(...(await generator.run(load)).latenciesMs);
      await answered;
    }
    const p50 = { value: percentile(busy, 50), baseline: percentile(idle, 50) };
    const p99 = { value: percentile(busy, 99), baseline: percentile(idle, 99) };
    return {
      measurements: [
        {
          what: 'Status while every worker is busy, p99',
          unit: 'ms',
          ...p99,
          ratio: p99.value / p99.baseline,
          target: { of: 'value', bound: 'at most', limit: TARGET_P99_MS },
        },
        { what: '  p50', unit: 'ms', ...p50, ratio: p50.value / p50.baseline },
      ],
    };
  },
};

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
