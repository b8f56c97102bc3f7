import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../grpc_model/src/core/errors';
import { inputOf, type BenchModel } from '../models/bench-model';
import { loadedServer, type LoadedServer } from './comparison';
import { writeModelStore, type ModelStore } from './model-store';
import { runRequest, type LoadRequest } from './requests';
import { startModelServer, startStoreServer, type BenchServer } from './servers';
import { whyNoSetting } from './settings';

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
export interface OnnxServer extends AsyncDisposable, LoadedServer {}

/** Where there is no store yet, an author's wrapper runs the model. */
export async function startOnnxServer(model: BenchModel, options: OnnxServerOptions): Promise<OnnxServer> {
  const { workers, maxBatchSize = 1 } = options;
  const placement = { min: workers, max: workers, placement: 'own' } as const;
  const store = writeModelStore([model], { workers: placement, batching: { maxBatchSize } });
  const hasStore = whyNoSetting('MODEL_STORE') === undefined;
  const server = await (hasStore ? startInStore(store, options) : startWrapped(model, store, options));
  const dispose = async () => {
    await server[Symbol.asyncDispose]();
    store[Symbol.dispose]();
  };
  try {
    const request = await untilAnswered(server, hasStore ? model : { ...model, name: undefined });
    return { ...loadedServer(server, request), [Symbol.asyncDispose]: dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

async function startInStore(store: ModelStore, { workers, settings }: OnnxServerOptions): Promise<BenchServer> {
  // The range of the model's workers stands in its own configuration.
  const server = await startStoreServer(store, { env: settings ?? {} });
  await server.waitFor('A worker is ready.', 1 + workers);
  return server;
}

function startWrapped(model: BenchModel, store: ModelStore, options: OnnxServerOptions): Promise<BenchServer> {
  return startModelServer('onnx', { ...options, folder: store.folderOf(model) });
}

/**
 * Asks a model until it is there.
 *
 * @throws Error when it is not within a minute, with what stood in the way
 */
export async function untilAnswered(
  { port }: { readonly port: number },
  model: Pick<BenchModel, 'shape'> & { readonly name: string | undefined },
): Promise<LoadRequest> {
  const giveUpMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await runRequest(port, { model: model.name, data: inputOf(model) });
    } catch (thrown) {
      if (performance.now() > giveUpMs) {
        throw new Error(`${model.name ?? 'The model'} did not answer in time: ${messageOf(thrown)}`, { cause: thrown });
      }
    }
    await delay(POLL_INTERVAL_MS);
  }
}
