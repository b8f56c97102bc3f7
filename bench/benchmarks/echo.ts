import { availableProcessors } from '../../grpc_model/src/config/available-resources';
import type { Benchmark, Measurement } from '../benchmark';
import type { Load } from '../processes/load-generator';
import { median, medianRatio, percentile } from '../statistics';
import { Generator } from '../support/generator';
import { childrenOf, processorMsOf, whyNoProcessFacts } from '../support/process-facts';
import { runRequest, type LoadRequest } from '../support/requests';
import { startBareServer, startModelServer } from '../support/servers';

const TARGET_RATIO = 0.5;
const WARM_UP_LIMIT_MS = 20_000;
const MANY_IN_FLIGHT = { connections: 4, inFlight: 16, pauseMs: 0 };
const ONE_IN_FLIGHT = { connections: 1, inFlight: 1, pauseMs: 0 };

type Shape = Pick<Load, 'connections' | 'inFlight' | 'pauseMs' | 'durationMs'>;

interface Side {
  readonly port: number;
  readonly request: LoadRequest;
  /** All its processes; none where their facts cannot be had. */
  readonly pids: readonly number[];
}

interface Figures {
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  /** Processor time of all server processes. */
  readonly processorUsPerCall: number;
  /** How busy the generator was: at 100 it, and not the server, may be what bounds the calls. */
  readonly generatorPercent: number;
}

/** A Run of 256 bytes over a wrapper that returns at once, against a bare grpc-js server that answers the same. */
export const echo: Benchmark = {
  name: 'echo',
  async run({ isQuick }) {
    await using model = await startModelServer('echo', availableProcessors());
    await using bare = await startBareServer();
    await using generator = new Generator();
    const sides = {
      model: await sideOf(model.pid, model.port),
      bare: await sideOf(bare.pid, bare.port),
    };
    const rounds = isQuick ? 3 : 9;
    const compare = (shape: Shape, count: number) =>
      interleave(count, sides, (side) => measure(generator, side, shape));
    for (const side of Object.values(sides)) await warmUp(generator, side, isQuick ? 2000 : 20_000);
    const busy = await compare({ ...MANY_IN_FLIGHT, durationMs: isQuick ? 500 : 1500 }, rounds);
    const alone = await compare({ ...ONE_IN_FLIGHT, durationMs: isQuick ? 300 : 700 }, rounds);
    return {
      measurements: [
        {
          ...compared('echo of 256 bytes, 64 in flight', 'calls/s', busy, ({ callsPerSecond }) => callsPerSecond),
          target: { of: 'ratio', bound: 'at least', limit: TARGET_RATIO },
        },
        ...(whyNoProcessFacts() === undefined
          ? [compared('  processor time per call', 'µs', busy, ({ processorUsPerCall }) => processorUsPerCall)]
          : []),
        compared('  how busy the generator was', '%', busy, ({ generatorPercent }) => generatorPercent),
        compared('echo of 256 bytes, one in flight, p50', 'µs', alone, ({ p50Ms }) => p50Ms * 1000),
      ],
    };
  },
};

async function sideOf(pid: number, port: number): Promise<Side> {
  const pids = whyNoProcessFacts() === undefined ? [pid, ...childrenOf(pid)] : [];
  return { port, request: await runRequest(port), pids };
}

/** Loads one side until its code is compiled, which takes calls rather than time. */
async function warmUp(generator: Generator, side: Side, calls: number): Promise<void> {
  const giveUpMs = performance.now() + WARM_UP_LIMIT_MS;
  for (let done = 0; done < calls && performance.now() < giveUpMs;) {
    const load = { port: side.port, ...side.request, ...MANY_IN_FLIGHT, durationMs: 1000 };
    done += (await generator.run(load)).latenciesMs.length;
  }
}

async function measure(generator: Generator, { port, request, pids }: Side, shape: Shape): Promise<Figures> {
  const processorBeforeMs = processorMsOf(pids);
  const { durationMs, latenciesMs, processorMs } = await generator.run({ port, ...request, ...shape });
  return {
    callsPerSecond: (latenciesMs.length / durationMs) * 1000,
    p50Ms: percentile(latenciesMs, 50),
    processorUsPerCall: ((processorMsOf(pids) - processorBeforeMs) / latenciesMs.length) * 1000,
    generatorPercent: (processorMs / durationMs) * 100,
  };
}

type Sides<T> = Readonly<Record<'model' | 'bare', T>>;

/** Runs both sides in turn, each first every other time, so that neither profits from the machine's drift. */
async function interleave(
  rounds: number,
  sides: Sides<Side>,
  run: (side: Side) => Promise<Figures>,
): Promise<Sides<Figures[]>> {
  const found: Sides<Figures[]> = { model: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['model', 'bare'] as const) : (['bare', 'model'] as const);
    for (const name of order) found[name].push(await run(sides[name]));
  }
  return found;
}

function compared(
  what: string,
  unit: Measurement['unit'],
  { model, bare }: Sides<Figures[]>,
  figureOf: (figures: Figures) => number,
): Measurement {
  const runs = model.map(figureOf);
  const baselines = bare.map(figureOf);
  return { what, unit, value: median(runs), baseline: median(baselines), ratio: medianRatio(runs, baselines), runs };
}
