import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark } from '../benchmark';
import { cnn as cnnModel } from '../models/cnn';
import { compared, interleave, pick } from '../support/comparison';
import { Generator } from '../support/generator';
import { measure, warmUp } from '../support/loaded-server';
import { writeModelStore } from '../support/model-store';
import { startOnnxServer } from '../support/onnx-server';
import { whyNoProcessFacts } from '../support/process-facts';
import { RawRunner } from '../support/raw-runner';
import { join } from 'node:path';

const TARGET_CALLS_RATIO = 0.75;
const TARGET_PROCESSOR_RATIO = 1.25;
/** Enough for every worker to have one at work and one at hand. */
const MANY_IN_FLIGHT = { connections: 4, pace: { inFlight: 4, pauseMs: 0 } };

/** Pictures as bytes (600 KB each) over gRPC on all processors, against onnxruntime-node alone on all processors. */
export const cnn: Benchmark = {
  name: 'cnn',
  async run({ isQuick }) {
    const processors = availableProcessors();
    const model = cnnModel();
    using store = writeModelStore([model]);
    await using server = await startOnnxServer(model, { workers: processors });
    await using raw = new RawRunner(
      { file: join(store.folderOf(model), 'model.onnx'), shape: model.shape },
      processors,
    );
    await using generator = new Generator();
    const durationMs = isQuick ? 1000 : 4000;
    await warmUp(generator, server, isQuick ? 100 : 2000);
    await raw.run(durationMs);
    const found = await interleave(isQuick ? 3 : 7, {
      subject: async () => {
        const figures = await measure(generator, server, { ...MANY_IN_FLIGHT, durationMs });
        return { ...figures, generatorUsPerCall: (figures.generatorPercent * 1e4) / figures.callsPerSecond };
      },
      baseline: async () => ({ ...(await raw.run(durationMs)), generatorUsPerCall: 0 }),
    });
    const calls = compared('CNN of 600 KB, all cores, against raw', 'calls/s', pick('callsPerSecond', found));
    const processor = compared('  processor time per call', 'µs', pick('processorUsPerCall', found));
    const generatorCost = compared('  and of the generator', 'µs', pick('generatorUsPerCall', found));
    return {
      measurements: [
        { ...calls, target: { of: 'ratio', bound: 'at least', limit: TARGET_CALLS_RATIO } },
        ...(whyNoProcessFacts() === undefined
          ? [{ ...processor, target: { of: 'ratio', bound: 'at most', limit: TARGET_PROCESSOR_RATIO } } as const]
          : []),
        { what: generatorCost.what, value: generatorCost.value, unit: 'µs' },
      ],
    };
  },
};
