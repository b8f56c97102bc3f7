import { untilFirstRun } from './first-run';
import { freePort } from './free-port';
import { startBareServer } from './servers';

const INPUTS = { data: Buffer.alloc(256) };

/** How many seconds a bare grpc-js server takes from its process's start to the first answered Run. */
export async function timeBareStart(): Promise<number> {
  const port = await freePort();
  const startMs = performance.now();
  await using server = await startBareServer({ env: { PSC_MODEL_PORT: String(port) } });
  await untilFirstRun(port, INPUTS, server.exited);
  return (performance.now() - startMs) / 1000;
}
