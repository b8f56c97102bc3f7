import { InferenceSession, Tensor } from 'onnxruntime-node';
import { forbidTelemetry } from '../../grpc_model/src/execution/no-telemetry';
import { INPUT } from '../models/bench-model';

/** Runs of one session on one thread, one after the other, with nothing around them. */
export interface RawLoad {
  readonly durationMs: number;
}

export interface RawFigures {
  readonly runs: number;
  readonly durationMs: number;
  readonly processorMs: number;
}

/** The model, as JSON in the first argument. */
export interface RawModel {
  readonly file: string;
  readonly shape: readonly number[];
}

async function run(session: InferenceSession, input: Tensor, { durationMs }: RawLoad): Promise<RawFigures> {
  const processorBefore = process.cpuUsage();
  const startMs = performance.now();
  let runs = 0;
  for (; performance.now() < startMs + durationMs; runs++) await session.run({ [INPUT]: input });
  const { user, system } = process.cpuUsage(processorBefore);
  return { runs, durationMs: performance.now() - startMs, processorMs: (user + system) / 1000 };
}

forbidTelemetry();

// Whoever asked is gone.
process.on('disconnect', () => process.exit());

const { file, shape } = JSON.parse(process.argv[2]!) as RawModel;
const length = shape.reduce((product, each) => product * each, 1);
const input = new Tensor('float32', new Float32Array(length).fill(0.5), [...shape]);
const opened = InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });

process.on('message', (load: RawLoad) => {
  void opened.then((session) => run(session, input, load)).then((figures) => process.send?.(figures));
});
