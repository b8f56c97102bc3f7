import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark } from '../benchmark';
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
import { runRequest } from '../support/requests';
import { startBareServer, startModelServer } from '../support/servers';

const TARGET_RATIO = 0.5;

/** A Run of 256 bytes over a wrapper that returns at once, against a bare grpc-js server that answers the same. */
export const echo: Benchmark = {
  name: 'echo',
  async run({ isQuick }) {
    await using model = await startModelServer('echo', { workers: availableProcessors() });
    await using bare = await startBareServer();
    await using generator = new Generator();
    const sides = {
      subject: loadedServer(model, await runRequest(model.port)),
      baseline: loadedServer(bare, await runRequest(bare.port)),
    };
    const rounds = isQuick ? 3 : 9;
    for (const side of Object.values(sides)) await warmUp(generator, side, isQuick ? 2000 : 20_000);
    const manyMs = isQuick ? 500 : 1500;
    const busy = await compareServers(generator, sides, { ...MANY_IN_FLIGHT, durationMs: manyMs }, rounds);
    const oneMs = isQuick ? 300 : 700;
    const alone = await compareServers(generator, sides, { ...ONE_IN_FLIGHT, durationMs: oneMs }, rounds);
    return {
      measurements: [
        {
          ...compared('echo of 256 bytes, 64 in flight', 'calls/s', busy, ({ callsPerSecond }) => callsPerSecond),
          target: { of: 'ratio', bound: 'at least', limit: TARGET_RATIO },
        },
        ...costsOf(busy),
        compared('echo of 256 bytes, one in flight, p50', 'µs', alone, ({ p50Us }) => p50Us),
      ],
    };
  },
};
