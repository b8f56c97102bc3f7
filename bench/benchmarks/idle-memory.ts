import type { Benchmark } from '../benchmark';
import { exampleInputs, startExample } from '../support/example';
import { untilFirstRun } from '../support/first-run';
import { freePort } from '../support/free-port';
import { whenStable } from '../support/memory';
import { copyNode } from '../support/private-node';
import { childrenOf, pssMbOf, whyNoProcessFacts } from '../support/process-facts';
import { startBareServer } from '../support/servers';

const TARGET_MB = 150;
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
  await using server = startExample(port, { node, env: { WORKERS: '1', MIN_WORKERS: '1' } });
  await untilFirstRun(port, exampleInputs(), server.exited);
  const workers = childrenOf(server.pid);
  const [worker] = workers;
  if (worker === undefined || workers.length > 1) throw new Error(`${workers.length} workers run; expected one.`);
  await whenStable(server.pid);
  return [pssMbOf(server.pid), pssMbOf(worker)];
}

async function measureBare(node: string): Promise<number> {
  await using server = await startBareServer({ node });
  await untilFirstRun(server.port, { data: Buffer.alloc(256) }, server.exited);
  return await whenStable(server.pid);
}
