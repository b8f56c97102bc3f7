import type { Benchmark } from '../benchmark';
import { compareBusyAndAlone, QUICK_EFFORT, type Effort } from '../support/busy-and-alone';
import { compared, pick } from '../support/comparison';
import { loadedServer } from '../support/loaded-server';
import { runRequest } from '../support/requests';
import { startModelServer } from '../support/servers';

const TARGET_CALLS_RATIO = 8;
const TARGET_LATENCY_RATIO = 1.05;
const MAX_BATCH_SIZE = 64;
/** One by one there are less than 500 calls in a second. */
const EFFORT: Effort = {
  rounds: 7,
  warmUpCalls: { subject: 20_000, baseline: 2000 },
  busyMs: 2000,
  aloneMs: 2000,
};
const QUICK: Effort = { ...QUICK_EFFORT, warmUpCalls: { subject: 2000, baseline: 500 }, aloneMs: 500 };

/** A wrapper whose method costs 2 ms whatever it is given: batches of up to 64 against one by one, in one worker. */
export const batching: Benchmark = {
  name: 'batching',
  async run({ isQuick }) {
    await using batched = await startModelServer('fixed-cost', { maxBatchSize: MAX_BATCH_SIZE });
    await using single = await startModelServer('fixed-cost');
    const sides = {
      subject: loadedServer(batched, await runRequest(batched.port)),
      baseline: loadedServer(single, await runRequest(single.port)),
    };
    const { busy, alone } = await compareBusyAndAlone(sides, isQuick ? QUICK : EFFORT);
    return {
      measurements: [
        {
          ...compared('batching of 2 ms of fixed cost, 64 in flight', 'calls/s', pick('callsPerSecond', busy)),
          target: { of: 'ratio', bound: 'at least', limit: TARGET_CALLS_RATIO },
        },
        {
          ...compared('  one in flight, p50', 'µs', pick('p50Us', alone)),
          target: { of: 'ratio', bound: 'at most', limit: TARGET_LATENCY_RATIO },
        },
      ],
    };
  },
};
