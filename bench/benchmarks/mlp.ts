import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark } from '../benchmark';
import { inputOf } from '../models/bench-model';
import { mlp as mlpModel } from '../models/mlp';
import {
  compared,
  compareServers,
  costsOf,
  loadedServer,
  MANY_IN_FLIGHT,
  ONE_IN_FLIGHT,
  warmUp,
} from '../support/comparison';
import { Generator } from '../support/generator';
import { startOnnxServer } from '../support/onnx-server';
import { runRequest } from '../support/requests';
import { startBareServer } from '../support/servers';

const TARGET_CALLS_RATIO = 0.8;
const TARGET_P99_RATIO = 3;
const TARGET_ALONE_US = 175;
const MAX_BATCH_SIZE = 64;

/** A model that takes microseconds, against a bare grpc-js server that answers the same message without one. */
export const mlp: Benchmark = {
  name: 'mlp',
  async run({ isQuick }) {
    const model = mlpModel();
    await using server = await startOnnxServer(model, { workers: availableProcessors(), maxBatchSize: MAX_BATCH_SIZE });
    await using bare = await startBareServer();
    await using generator = new Generator();
    const baseline = loadedServer(bare, await runRequest(bare.port, { data: inputOf(model) }));
    const sides = { subject: server, baseline };
    const rounds = isQuick ? 3 : 7;
    for (const side of Object.values(sides)) await warmUp(generator, side, isQuick ? 2000 : 20_000);
    const manyMs = isQuick ? 500 : 2000;
    const busy = await compareServers(generator, sides, { ...MANY_IN_FLIGHT, durationMs: manyMs }, rounds);
    const oneMs = isQuick ? 300 : 1000;
    const alone = await compareServers(generator, sides, { ...ONE_IN_FLIGHT, durationMs: oneMs }, rounds);
    return {
      measurements: [
        {
          ...compared('MLP, 64 in flight, against the echo', 'calls/s', busy, ({ callsPerSecond }) => callsPerSecond),
          target: { of: 'ratio', bound: 'at least', limit: TARGET_CALLS_RATIO },
        },
        {
          ...compared('  p99', 'µs', busy, ({ p99Us }) => p99Us),
          target: { of: 'ratio', bound: 'at most', limit: TARGET_P99_RATIO },
        },
        ...costsOf(busy),
        {
          ...compared('MLP, one in flight, p50, over the echo', 'µs', alone, ({ p50Us }) => p50Us),
          target: { of: 'difference', bound: 'at most', limit: TARGET_ALONE_US },
        },
      ],
    };
  },
};
