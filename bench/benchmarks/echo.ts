import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark } from '../benchmark';
import { compareBusyAndAlone, costsOf, QUICK_EFFORT, type Effort } from '../support/busy-and-alone';
import { compared, pick } from '../support/comparison';
import { loadedServer } from '../support/loaded-server';
import { runRequest } from '../support/requests';
import { startBareServer, startModelServer } from '../support/servers';

const TARGET_RATIO = 0.5;
const EFFORT: Effort = {
  rounds: 9,
  warmUpCalls: { subject: 20_000, baseline: 20_000 },
  busyMs: 1500,
  aloneMs: 700,
};

/** A Run of 256 bytes over a wrapper that returns at once, against a bare grpc-js server that answers the same. */
export const echo: Benchmark = {
  name: 'echo',
  async run({ isQuick }) {
    await using model = await startModelServer('echo', { workers: availableProcessors() });
    await using bare = await startBareServer();
    const sides = {
      subject: loadedServer(model, await runRequest(model.port)),
      baseline: loadedServer(bare, await runRequest(bare.port)),
    };
    const { busy, alone } = await compareBusyAndAlone(sides, isQuick ? QUICK_EFFORT : EFFORT);
    return {
      measurements: [
        {
          ...compared('echo of 256 bytes, 64 in flight', 'calls/s', pick('callsPerSecond', busy)),
          target: { of: 'ratio', bound: 'at least', limit: TARGET_RATIO },
        },
        ...costsOf(busy),
        compared('echo of 256 bytes, one in flight, p50', 'µs', pick('p50Us', alone)),
      ],
    };
  },
};
