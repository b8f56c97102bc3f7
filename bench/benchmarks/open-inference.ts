import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark, Measurement } from '../benchmark';
import type { BenchModel } from '../models/bench-model';
import { cnn } from '../models/cnn';
import { pool } from '../models/pool';
import { costsOf } from '../support/busy-and-alone';
import { compared, pick, type Sides } from '../support/comparison';
import { Generator } from '../support/generator';
import { compareServers, warmUp, type Figures, type LoadedServer } from '../support/loaded-server';
import { startOnnxServer } from '../support/onnx-server';
import { binaryInfer, rawInfer, typedInfer } from '../support/open-inference-requests';

const TARGET_TYPED_CNN_RATIO = 0.95;
const TARGET_TYPED_POOL_RATIO = 0.85;
const TARGET_BINARY_RATIO = 0.75;
/** Enough for every worker to have one at work and one at hand. */
const MANY_IN_FLIGHT = { connections: 4, pace: { inFlight: 4, pauseMs: 0 } };

interface Effort {
  readonly rounds: number;
  readonly warmUpCalls: number;
  readonly durationMs: number;
}

const EFFORT: Effort = { rounds: 9, warmUpCalls: 2000, durationMs: 2000 };
const QUICK_EFFORT: Effort = { rounds: 3, warmUpCalls: 200, durationMs: 500 };

/** ModelInfer of a picture (150,528 FP32) in each of its encodings, against the raw one over gRPC. */
export const openInference: Benchmark = {
  name: 'open-inference',
  async run({ isQuick }) {
    const effort = isQuick ? QUICK_EFFORT : EFFORT;
    await using generator = new Generator();
    return { measurements: [...(await measureCnn(generator, effort)), ...(await measurePool(generator, effort))] };
  },
};

/** Beside a model that takes milliseconds. */
async function measureCnn(generator: Generator, effort: Effort): Promise<Measurement[]> {
  const model = cnn();
  await using server = await startOnnxServer(model, { workers: availableProcessors() });
  const baseline = { ...server, request: await rawInfer(server.port, model) };
  const typed = { ...server, request: await typedInfer(server.port, model) };
  return await compareEncodings(
    generator,
    { subject: typed, baseline },
    effort,
    'CNN, fp32_contents against raw',
    TARGET_TYPED_CNN_RATIO,
  );
}

/** Beside a model that takes next to nothing. */
async function measurePool(generator: Generator, effort: Effort): Promise<Measurement[]> {
  const model: BenchModel = pool();
  await using server = await startOnnxServer(model, { workers: availableProcessors() });
  const baseline = { ...server, request: await rawInfer(server.port, model) };
  const typed = { ...server, request: await typedInfer(server.port, model) };
  const binary = { ...server, port: server.httpPort, request: await binaryInfer(server.httpPort, model) };
  return [
    ...(await compareEncodings(
      generator,
      { subject: typed, baseline },
      effort,
      'averages, fp32_contents against raw',
      TARGET_TYPED_POOL_RATIO,
    )),
    ...(await compareEncodings(
      generator,
      { subject: binary, baseline },
      effort,
      'averages, binary REST against raw gRPC',
      TARGET_BINARY_RATIO,
    )),
  ];
}

async function compareEncodings(
  generator: Generator,
  servers: Sides<LoadedServer>,
  { rounds, warmUpCalls, durationMs }: Effort,
  what: string,
  limit: number,
): Promise<Measurement[]> {
  for (const side of ['subject', 'baseline'] as const) await warmUp(generator, servers[side], warmUpCalls);
  const figures: Sides<Figures[]> = await compareServers(generator, servers, { ...MANY_IN_FLIGHT, durationMs }, rounds);
  const calls = compared(what, 'calls/s', pick('callsPerSecond', figures));
  return [{ ...calls, target: { of: 'ratio', bound: 'at least', limit } }, ...costsOf(figures)];
}
