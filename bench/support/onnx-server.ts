import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../grpc_model/src/core/errors';
import { inputOf, type BenchModel } from '../models/bench-model';
import { loadedServer, type LoadedServer } from './loaded-server';
import { writeModelStore } from './model-store';
import { runRequest, type LoadRequest } from './requests';
import { startStoreServer } from './servers';

export interface OnnxServerOptions {
  readonly workers: number;
  /** Default 1. */
  readonly maxBatchSize?: number;
  /** Further settings, by their environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 60_000;
const POLL_INTERVAL_MS = 20;

/** A server over one model of a store, which has answered. */
export interface OnnxServer extends AsyncDisposable, LoadedServer {
  /** The HTTP data port. */
  readonly httpPort: number;
}

/** Starts a server over the model alone, with every worker ready. */
export async function startOnnxServer(
  model: BenchModel,
  { workers, maxBatchSize = 1, settings = {} }: OnnxServerOptions,
): Promise<OnnxServer> {
  const placement = { min: workers, max: workers, placement: 'own' } as const;
  const store = writeModelStore([model], { workers: placement, batching: { maxBatchSize } });
  const server = await startStoreServer(store, { env: settings });
  const dispose = async () => {
    await server[Symbol.asyncDispose]();
    store[Symbol.dispose]();
  };
  try {
    // One more: the model of its own that nobody calls has one, too.
    await server.waitFor('A worker is ready.', 1 + workers);
    const request = await untilAnswered(server, model);
    return { ...loadedServer(server, request), httpPort: server.httpPort, [Symbol.asyncDispose]: dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

/**
 * Asks a model until it is there.
 *
 * @throws Error when it is not within a minute, with what stood in the way
 */
export async function untilAnswered({ port }: Pick<LoadedServer, 'port'>, model: BenchModel): Promise<LoadRequest> {
  const giveUpMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await runRequest(port, { model: model.name, data: inputOf(model) });
    } catch (thrown) {
      if (performance.now() > giveUpMs) {
        throw new Error(`${model.name} did not answer in time: ${messageOf(thrown)}`, { cause: thrown });
      }
    }
    await delay(POLL_INTERVAL_MS);
  }
}
