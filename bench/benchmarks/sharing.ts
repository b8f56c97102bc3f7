import type { Benchmark } from '../benchmark';
import type { BenchModel } from '../models/bench-model';
import { mlp } from '../models/mlp';
import { compared } from '../support/comparison';
import { whenStable } from '../support/memory';
import { writeModelStore } from '../support/model-store';
import { untilAnswered } from '../support/onnx-server';
import { copyNode } from '../support/private-node';
import { whyNoProcessFacts } from '../support/process-facts';
import { startStoreServer } from '../support/servers';

const TARGET_RATIO = 1.5;
const MODELS = 10;
const BYTES_PER_MB = 1e6;

/** Memory of ten small models of a store that are all in use, without the weights of nine, against that of one. */
export const sharing: Benchmark = {
  name: 'sharing',
  async run({ isQuick }) {
    const skipped = whyNoProcessFacts();
    if (skipped !== undefined) return { skipped };
    using node = copyNode();
    const models = Array.from({ length: MODELS }, (_, index) => mlp(`model-${index}`, index));
    const furtherWeightsMb = models.slice(1).reduce((total, { onnx }) => total + onnx.length, 0) / BYTES_PER_MB;
    const ten: number[] = [];
    const one: number[] = [];
    for (let round = 0; round < (isQuick ? 1 : 3); round++) {
      ten.push((await measure(models, node.path)) - furtherWeightsMb);
      one.push(await measure(models.slice(0, 1), node.path));
    }
    return {
      measurements: [
        {
          ...compared(`memory (PSS) of ${MODELS} models in use, against one`, 'MB', { subject: ten, baseline: one }),
          target: { of: 'ratio', bound: 'at most', limit: TARGET_RATIO },
        },
      ],
    };
  },
};

/** @returns of all server processes, in MB */
async function measure(models: readonly BenchModel[], node: string): Promise<number> {
  using store = writeModelStore(models);
  await using server = await startStoreServer(store, { node });
  for (const model of models) await untilAnswered(server, model);
  return await whenStable(server.pid);
}
