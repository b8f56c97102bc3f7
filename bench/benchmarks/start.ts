import type { InputFiles } from '../../grpc_model/src/clients/modzy-client';
import type { Benchmark } from '../benchmark';
import { timeBareStart } from '../support/bare-start';
import { compared } from '../support/comparison';
import { exampleInputs, startExample } from '../support/example';
import { untilFirstRun } from '../support/first-run';
import { freePort } from '../support/free-port';

const TARGET_S = 0.6;

/** Process start to the first answered Run of the example, against a bare grpc-js server's. */
export const start: Benchmark = {
  name: 'start',
  async run({ isQuick }) {
    const inputs = exampleInputs();
    // The client's own first call is slow; it must not count.
    await timeBareStart();
    const subject: number[] = [];
    const baseline: number[] = [];
    for (let round = 0; round < (isQuick ? 3 : 9); round++) {
      subject.push(await timeExampleStart(inputs));
      baseline.push(await timeBareStart());
    }
    return {
      measurements: [
        {
          ...compared('process start to the first Run of the example', 's', { subject, baseline }),
          target: { of: 'value', bound: 'at most', limit: TARGET_S },
        },
      ],
    };
  },
};

async function timeExampleStart(inputs: InputFiles): Promise<number> {
  const port = await freePort();
  const startMs = performance.now();
  await using server = startExample(port);
  await untilFirstRun(port, inputs, server.exited);
  return (performance.now() - startMs) / 1000;
}
