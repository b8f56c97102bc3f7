import { once } from 'node:events';
import type { Logger, ModelMetadata } from './contract';
import { composeModel, type ModelSource } from './compose-model';
import { availableMemoryBytes } from './config/available-resources';
import type { Settings } from './config/settings';
import type { VersionState } from './core/state';
import { MODZY_SERVICE_NAME, modzyProtocol } from './protocols/modzy';
import { Serving } from './serving/serving';
import { GrpcListener } from './transport/grpc-listener';

export interface ServerOptions extends ModelSource {
  readonly settings: Settings;
  readonly logger: Logger;
}

export interface RunningServer {
  /** The gRPC port. */
  readonly port: number;
  /** Resolves when the server has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
  /** Stops in order: health first, then the listener, then the model. Calls under way finish, within a bound. */
  readonly stop: () => Promise<void>;
}

/** Starts everything: the model loads while the listener already answers. */
export async function startServer({ settings, logger, ...source }: ServerOptions): Promise<RunningServer> {
  const { metadata } = source.bundle;
  warnOfScarceMemory(metadata, logger);
  const model = composeModel(source, settings, logger);
  model.onStateChange((state) => logState(state, logger));
  void model.load();

  const stopRequest = new AbortController();
  const requestStop = () => stopRequest.abort();
  const serving = new Serving({ ...settings, model, logger, requestStop });
  const listener = new GrpcListener(settings);
  listener.add(modzyProtocol(serving, settings));
  const setHealth = (isServing: boolean) => {
    for (const name of ['', MODZY_SERVICE_NAME, metadata.name]) listener.setHealth(name, isServing);
  };
  setHealth(false);
  model.onStateChange((state) => setHealth(state.name === 'ready' && !stopRequest.signal.aborted));

  const port = await listener.listen().catch(async (thrown: unknown) => {
    await model.close();
    throw thrown;
  });
  logger.info(`${metadata.name} ${metadata.version} listens on port ${port}.`, { port });

  const stopped = once(stopRequest.signal, 'abort').then(async () => {
    logger.info('Stopping: calls under way finish.');
    setHealth(false);
    await listener.close(settings.drainTimeoutMs);
    await model.close();
    logger.info('Stopped.');
  });
  const stop = () => {
    requestStop();
    return stopped;
  };
  return { port, stopped, stop };
}

function warnOfScarceMemory({ resources: { memory } }: ModelMetadata, logger: Logger): void {
  const availableBytes = availableMemoryBytes();
  if (availableBytes >= memory.value) return;
  logger.warn(`The model asks for ${memory.text} of memory (resources.memory.size), and there is less.`, {
    availableBytes,
  });
}

function logState(state: VersionState, logger: Logger): void {
  if (state.name === 'failed') logger.error('The model failed to load.', { reason: state.reason });
  else logger.info(`The model is ${state.name}.`);
}
