import type { Benchmark } from '../benchmark';
import { median, medianRatio } from '../statistics';
import { exampleInputs, startExample } from '../support/example';
import { untilFirstRun } from '../support/first-run';
import { freePort } from '../support/free-port';
import { startBareServer } from '../support/servers';

const TARGET_S = 0.6;
const BARE_INPUTS = { data: Buffer.alloc(256) };

/** Process start to the first answered Run of the example, against a bare grpc-js server's. */
export const start: Benchmark = {
  name: 'start',
  async run({ isQuick }) {
    const inputs = exampleInputs();
    // The client's own first call is slow; it must not count.
    await timeBareStart();
    const values: number[] = [];
    const baselines: number[] = [];
    for (let round = 0; round < (isQuick ? 3 : 9); round++) {
      values.push(await timeExampleStart(inputs));
      baselines.push(await timeBareStart());
    }
    return {
      measurements: [
        {
          what: 'process start to the first Run of the example',
          value: median(values),
          unit: 's',
          baseline: median(baselines),
          ratio: medianRatio(values, baselines),
          target: { of: 'value', bound: 'at most', limit: TARGET_S },
          runs: values,
        },
      ],
    };
  },
};

async function timeExampleStart(inputs: ReturnType<typeof exampleInputs>): Promise<number> {
  const port = await freePort();
  const startMs = performance.now();
  await using server = startExample(port);
  await untilFirstRun(port, inputs, server.exited);
  return (performance.now() - startMs) / 1000;
}

async function timeBareStart(): Promise<number> {
  const port = await freePort();
  const startMs = performance.now();
  await using server = await startBareServer({ env: { PSC_MODEL_PORT: String(port) } });
  await untilFirstRun(port, BARE_INPUTS, server.exited);
  return (performance.now() - startMs) / 1000;
}
