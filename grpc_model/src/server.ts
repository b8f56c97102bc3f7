import { once } from 'node:events';
import type { Logger } from './contract';
import type { ModelSource } from './compose-model';
import type { Settings } from './config/settings';
import type { ServedModel } from './core/served-model';
import { MODZY_SERVICE_NAME, modzyProtocol } from './protocols/modzy';
import { Serving } from './serving/serving';
import { startModel } from './start-model';
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
export function startServer({ settings, logger, ...source }: ServerOptions): Promise<RunningServer> {
  return serve(startModel(source, settings, logger), settings, logger);
}

/** Serves a model that is loading, or loaded, until somebody asks for the end. */
export async function serve(model: ServedModel, settings: Settings, logger: Logger): Promise<RunningServer> {
  const { metadata } = model;
  const stopRequest = new AbortController();
  const requestStop = () => stopRequest.abort();
  const serving = new Serving({ ...settings, model, logger, requestStop });
  const listener = new GrpcListener(settings);
  listener.add(modzyProtocol(serving, settings));
  const setHealth = (isServing: boolean) => {
    for (const name of ['', MODZY_SERVICE_NAME, metadata.name]) listener.setHealth(name, isServing);
  };
  setHealth(model.state.name === 'ready');
  model.onStateChange((state) => setHealth(state.name === 'ready' && !stopRequest.signal.aborted));

  const port = await listener.listen().catch(async (thrown: unknown) => {
    await model.close();
    throw thrown;
  });
  logger.info(`${metadata.name} ${metadata.version} listens on port ${port}.`, { port });

  const stopped = once(stopRequest.signal, 'abort').then(async () => {
    logger.info('Stopping: calls under way finish.', { callsUnderWay: listener.callsUnderWay });
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
