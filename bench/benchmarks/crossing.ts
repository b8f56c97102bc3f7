import type { Benchmark } from '../benchmark';
import { cnn } from '../models/cnn';
import { compared, pick } from '../support/comparison';
import { Generator } from '../support/generator';
import { compareServers, ONE_IN_FLIGHT, warmUp } from '../support/loaded-server';
import { startOnnxServer } from '../support/onnx-server';

const TARGET_RATIO = 1.05;

/** What it costs that a model runs in another process, against another thread: the CNN, one call at a time. */
export const crossing: Benchmark = {
  name: 'crossing',
  async run({ isQuick }) {
    const start = (execution: string) => startOnnxServer(cnn(), { workers: 1, settings: { EXECUTION: execution } });
    await using subject = await start('process');
    await using baseline = await start('thread');
    await using generator = new Generator();
    const sides = { subject, baseline };
    for (const side of Object.values(sides)) await warmUp(generator, side, isQuick ? 100 : 1000);
    const shape = { ...ONE_IN_FLIGHT, durationMs: isQuick ? 1000 : 3000 };
    const found = await compareServers(generator, sides, shape, isQuick ? 3 : 9);
    return {
      measurements: [
        {
          ...compared('CNN in a process, against a thread, one in flight, p50', 'µs', pick('p50Us', found)),
          target: { of: 'ratio', bound: 'at most', limit: TARGET_RATIO },
        },
      ],
    };
  },
};
