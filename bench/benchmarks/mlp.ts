import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark } from '../benchmark';
import { inputOf } from '../models/bench-model';
import { mlp as mlpModel } from '../models/mlp';
import { compareBusyAndAlone, costsOf, QUICK_EFFORT, type Effort } from '../support/busy-and-alone';
import { compared, pick } from '../support/comparison';
import { loadedServer } from '../support/loaded-server';
import { startOnnxServer } from '../support/onnx-server';
import { runRequest } from '../support/requests';
import { startBareServer } from '../support/servers';

const TARGET_CALLS_RATIO = 0.8;
const TARGET_P99_RATIO = 3;
const TARGET_ALONE_US = 175;
const MAX_BATCH_SIZE = 64;
const EFFORT: Effort = {
  rounds: 7,
  warmUpCalls: { subject: 20_000, baseline: 20_000 },
  busyMs: 2000,
  aloneMs: 1000,
};

/** A model that takes microseconds, against a bare grpc-js server that answers the same message without one. */
export const mlp: Benchmark = {
  name: 'mlp',
  async run({ isQuick }) {
    const model = mlpModel();
    await using server = await startOnnxServer(model, { workers: availableProcessors(), maxBatchSize: MAX_BATCH_SIZE });
    await using bare = await startBareServer();
    const baseline = loadedServer(bare, await runRequest(bare.port, { data: inputOf(model) }));
    const { busy, alone } = await compareBusyAndAlone({ subject: server, baseline }, isQuick ? QUICK_EFFORT : EFFORT);
    return {
      measurements: [
        {
          ...compared('MLP, 64 in flight, against the echo', 'calls/s', pick('callsPerSecond', busy)),
          target: { of: 'ratio', bound: 'at least', limit: TARGET_CALLS_RATIO },
        },
        {
          ...compared('  p99', 'µs', pick('p99Us', busy)),
          target: { of: 'ratio', bound: 'at most', limit: TARGET_P99_RATIO },
        },
        ...costsOf(busy),
        {
          ...compared('MLP, one in flight, p50, over the echo', 'µs', pick('p50Us', alone)),
          target: { of: 'difference', bound: 'at most', limit: TARGET_ALONE_US },
        },
      ],
    };
  },
};
