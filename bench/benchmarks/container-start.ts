import { spawn, spawnSync } from 'node:child_process';
import type { Benchmark } from '../benchmark';
import type { InputFiles } from '../../grpc_model/src/clients/modzy-client';
import { median, medianRatio } from '../statistics';
import { onExit } from '../support/clean-up';
import { exampleInputs } from '../support/example';
import { untilFirstRun } from '../support/first-run';
import { freePort } from '../support/free-port';
import { startBareServer } from '../support/servers';

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
    await warmUpClient();
    timeNodeInContainer(engine, image);
    const values: number[] = [];
    const baselines: number[] = [];
    for (let round = 0; round < (isQuick ? 2 : 7); round++) {
      values.push(await timeFirstRun(engine, image, inputs));
      baselines.push(timeNodeInContainer(engine, image));
    }
    return {
      measurements: [
        {
          what: `${engine} run to the first Run of the example`,
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

function answers(engine: string): boolean {
  return spawnSync(engine, ['info'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

async function warmUpClient(): Promise<void> {
  await using server = await startBareServer();
  await untilFirstRun(server.port, { data: Buffer.alloc(256) }, server.exited);
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
