import type { Benchmark } from '../benchmark';
import type { BenchModel } from '../models/bench-model';
import { mlp } from '../models/mlp';
import { median } from '../statistics';
import { whenStable } from '../support/memory';
import { writeModelStore, type ModelStore } from '../support/model-store';
import { untilAnswered } from '../support/onnx-server';
import { copyNode } from '../support/private-node';
import { whyNoProcessFacts } from '../support/process-facts';
import { startStoreServer } from '../support/servers';

const TARGET_START_S = 5;
const TARGET_IDLE_MODEL_KB = 200;
const KB_PER_MB = 1000;
const MODELS = 1000;
/** One in a hundred. */
const USED = MODELS / 100;

interface Figures {
  readonly startS: number;
  /** Of all server processes, after the used models have answered. */
  readonly memoryMb: number;
}

/** 1,000 models in a store, of which 10 are used, against a store of those 10 alone. */
export const store: Benchmark = {
  name: 'store',
  async run({ isQuick }) {
    const skipped = whyNoProcessFacts();
    if (skipped !== undefined) return { skipped };
    using node = copyNode();
    const models = Array.from({ length: MODELS }, (_, index) => mlp(`model-${index}`, index));
    const used = models.slice(0, USED);
    using many = writeModelStore(models);
    using few = writeModelStore(used);
    const subject: Figures[] = [];
    const baseline: Figures[] = [];
    for (let round = 0; round < (isQuick ? 1 : 3); round++) {
      subject.push(await measure(many, used, node.path));
      baseline.push(await measure(few, used, node.path));
    }
    const starts = subject.map(({ startS }) => startS);
    const idle = subject.map(
      ({ memoryMb }, round) => ((memoryMb - baseline[round]!.memoryMb) / (MODELS - USED)) * KB_PER_MB,
    );
    const startBaseline = median(baseline.map(({ startS }) => startS));
    return {
      measurements: [
        {
          what: `start over a store of ${MODELS} models to the first answer`,
          value: median(starts),
          unit: 's',
          baseline: startBaseline,
          ratio: median(starts) / startBaseline,
          target: { of: 'value', bound: 'at most', limit: TARGET_START_S },
          runs: starts,
        },
        {
          what: '  memory (PSS) of each model that is not used',
          value: median(idle),
          unit: 'kB',
          target: { of: 'value', bound: 'at most', limit: TARGET_IDLE_MODEL_KB },
          runs: idle,
        },
        {
          what: `  all of the server's, ${USED} models used`,
          value: median(subject.map(({ memoryMb }) => memoryMb)),
          unit: 'MB',
          baseline: median(baseline.map(({ memoryMb }) => memoryMb)),
        },
      ],
    };
  },
};

async function measure(models: ModelStore, used: readonly BenchModel[], node: string): Promise<Figures> {
  const startMs = performance.now();
  await using server = await startStoreServer(models, { node, env: { LOAD_MODELS: 'at-first-use' } });
  await untilAnswered(server, used[0]!);
  const startS = (performance.now() - startMs) / 1000;
  for (const model of used) await untilAnswered(server, model);
  return { startS, memoryMb: await whenStable(server.pid) };
}
