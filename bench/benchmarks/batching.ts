import type { Benchmark } from '../benchmark';
import { compared, compareServers, loadedServer, MANY_IN_FLIGHT, ONE_IN_FLIGHT, warmUp } from '../support/comparison';
import { Generator } from '../support/generator';
import { runRequest } from '../support/requests';
import { startModelServer } from '../support/servers';

const TARGET_CALLS_RATIO = 8;
const TARGET_LATENCY_RATIO = 1.05;
const MAX_BATCH_SIZE = 64;

/** A wrapper whose method costs 2 ms whatever it is given: batches of up to 64 against one by one, in one worker. */
export const batching: Benchmark = {
  name: 'batching',
  async run({ isQuick }) {
    await using batched = await startModelServer('fixed-cost', { maxBatchSize: MAX_BATCH_SIZE });
    await using single = await startModelServer('fixed-cost');
    await using generator = new Generator();
    const sides = {
      subject: loadedServer(batched, await runRequest(batched.port)),
      baseline: loadedServer(single, await runRequest(single.port)),
    };
    const rounds = isQuick ? 3 : 7;
    await warmUp(generator, sides.subject, isQuick ? 2000 : 20_000);
    await warmUp(generator, sides.baseline, isQuick ? 500 : 2000);
    const durationMs = isQuick ? 500 : 2000;
    const busy = await compareServers(generator, sides, { ...MANY_IN_FLIGHT, durationMs }, rounds);
    const alone = await compareServers(generator, sides, { ...ONE_IN_FLIGHT, durationMs }, rounds);
    return {
      measurements: [
        {
          ...compared('batching of 2 ms of fixed cost, 64 in flight', 'calls/s', busy, (each) => each.callsPerSecond),
          target: { of: 'ratio', bound: 'at least', limit: TARGET_CALLS_RATIO },
        },
        {
          ...compared('  one in flight, p50', 'µs', alone, ({ p50Us }) => p50Us),
          target: { of: 'ratio', bound: 'at most', limit: TARGET_LATENCY_RATIO },
        },
      ],
    };
  },
};
