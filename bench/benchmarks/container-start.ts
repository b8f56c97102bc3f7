import { spawn, spawnSync } from 'node:child_process';
import type { InputFiles } from '../../grpc_model/src/clients/modzy-client';
import type { Benchmark } from '../benchmark';
import { timeBareStart } from '../support/bare-start';
import { onExit } from '../support/clean-up';
import { compared } from '../support/comparison';
import { exampleInputs } from '../support/example';
import { untilFirstRun } from '../support/first-run';
import { freePort } from '../support/free-port';

const TARGET_S = 1;
const CONTAINER_PORT = 45000;

/** `docker run` to the first answered Run of the example, against a container that starts Node and ends. */
export const containerStart: Benchmark = {
  name: 'container-start',
  async run({ isQuick, image }) {
    if (image === undefined) return { skipped: 'no image was named; build one and give --image NAME.' };
    const engine = ['docker', 'podman'].find(answers);
    if (engine === undefined) return { skipped: 'neither docker nor podman answers.' };
    const inputs = exampleInputs();
    // The client's own first call is slow; it must not count.
    await timeBareStart();
    timeNodeInContainer(engine, image);
    const subject: number[] = [];
    const baseline: number[] = [];
    for (let round = 0; round < (isQuick ? 2 : 7); round++) {
      subject.push(await timeFirstRun(engine, image, inputs));
      baseline.push(timeNodeInContainer(engine, image));
    }
    return {
      measurements: [
        {
          ...compared(`${engine} run to the first Run of the example`, 's', { subject, baseline }),
          target: { of: 'value', bound: 'at most', limit: TARGET_S },
        },
      ],
    };
  },
};

function answers(engine: string): boolean {
  return spawnSync(engine, ['info'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

async function timeFirstRun(engine: string, image: string, inputs: InputFiles): Promise<number> {
  const port = await freePort();
  const name = `bench-${process.pid}-${port}`;
  const remove = () => void spawnSync(engine, ['rm', '--force', name], { stdio: 'ignore' });
  const forget = onExit(remove);
  try {
    const startMs = performance.now();
    const publish = `127.0.0.1:${port}:${CONTAINER_PORT}`;
    const child = spawn(engine, ['run', '--rm', '--name', name, '--read-only', '--publish', publish, image], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', ({ message }) => resolve(message));
      child.once('exit', (code) => resolve(`exit code ${code}`));
    });
    await untilFirstRun(port, inputs, ended);
    return (performance.now() - startMs) / 1000;
  } finally {
    remove();
    forget();
  }
}

function timeNodeInContainer(engine: string, image: string): number {
  const startMs = performance.now();
  const { status } = spawnSync(engine, ['run', '--rm', '--entrypoint', 'node', image, '--eval', '0']);
  if (status !== 0) throw new Error(`Node could not be started in a container of ${image}.`);
  return (performance.now() - startMs) / 1000;
}
