import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from '../benchmark';
import { exampleInputs, startExample } from '../support/example';
import { untilFirstRun } from '../support/first-run';
import { freePort } from '../support/free-port';
import { copyNode } from '../support/private-node';
import { childrenOf, pssMbOf, whyNoProcessFacts } from '../support/process-facts';
import { startBareServer } from '../support/servers';

const TARGET_MB = 150;
const SAMPLE_INTERVAL_MS = 250;
/** Idle for two seconds, and no longer changing. */
const WINDOW_SAMPLES = 9;
const STABLE_WITHIN_MB = 0.5;
const MOST_SAMPLES = 80;

/** PSS of the server and one worker after one Run of the example, against a bare grpc-js server's. */
export const idleMemory: Benchmark = {
  name: 'idle-memory',
  async run() {
    const skipped = whyNoProcessFacts();
    if (skipped !== undefined) return { skipped };
    using node = copyNode();
    const [server, worker] = await measureExample(node.path);
    const bare = await measureBare(node.path);
    const total = server + worker;
    return {
      measurements: [
        {
          what: 'idle memory (PSS) of server and one worker',
          value: total,
          unit: 'MB',
          baseline: bare,
          ratio: total / bare,
          target: { of: 'value', bound: 'at most', limit: TARGET_MB },
        },
        { what: '  of which the server', value: server, unit: 'MB', baseline: bare, ratio: server / bare },
        { what: '  of which the worker', value: worker, unit: 'MB', baseline: bare, ratio: worker / bare },
      ],
    };
  },
};

async function measureExample(node: string): Promise<[server: number, worker: number]> {
  const port = await freePort();
  await using server = startExample(port, { node, env: { WORKERS: '1' } });
  await untilFirstRun(port, exampleInputs(), server.exited);
  const workers = childrenOf(server.pid);
  const [worker] = workers;
  if (worker === undefined || workers.length > 1) throw new Error(`${workers.length} workers run; expected one.`);
  const [serverMb, workerMb] = await whenStable([server.pid, worker]);
  return [serverMb!, workerMb!];
}

async function measureBare(node: string): Promise<number> {
  await using server = await startBareServer({ node });
  await untilFirstRun(server.port, { data: Buffer.alloc(256) }, server.exited);
  const [mb] = await whenStable([server.pid]);
  return mb!;
}

/** The processes' memory once their sum has stopped to change. */
async function whenStable(pids: readonly number[]): Promise<number[]> {
  const totals: number[] = [];
  for (;;) {
    const samples = pids.map(pssMbOf);
    totals.push(samples.reduce((total, each) => total + each, 0));
    const window = totals.slice(-WINDOW_SAMPLES);
    const isStable = window.length === WINDOW_SAMPLES && Math.max(...window) - Math.min(...window) < STABLE_WITHIN_MB;
    if (isStable || totals.length === MOST_SAMPLES) return samples;
    await delay(SAMPLE_INTERVAL_MS);
  }
}
