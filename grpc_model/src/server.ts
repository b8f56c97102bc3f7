import type { Logger } from './contract';
import { composeModel, type ModelSource } from './compose-model';
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
  const model = composeModel(source, settings, logger);
  model.onStateChange((state) => logState(state, logger));
  void model.load();

  let requestStop = (): void => undefined;
  const serving = new Serving({ ...settings, model, logger, requestStop: () => requestStop() });
  const listener = new GrpcListener(settings);
  listener.add(modzyProtocol(serving));
  const setHealth = (isServing: boolean) => {
    for (const name of ['', MODZY_SERVICE_NAME, model.metadata.name]) listener.setHealth(name, isServing);
  };
  setHealth(model.state.name === 'ready');
  model.onStateChange((state) => setHealth(state.name === 'ready'));

  const port = await listener.listen().catch(async (thrown: unknown) => {
    await model.close();
    throw thrown;
  });
  logger.info(`${model.metadata.name} ${model.metadata.version} listens on port ${port}.`, { port });

  let stopped: Promise<void> | undefined;
  const stopOnce = async () => {
    logger.info('Stopping: calls under way finish.');
    setHealth(false);
    await listener.close(settings.drainTimeoutMs);
    await model.close();
    logger.info('Stopped.');
  };
  return new Promise((resolve) => {
    const whenStopped = new Promise<void>((done) => {
      requestStop = () => void (stopped ??= stopOnce().then(done));
    });
    const stop = () => {
      requestStop();
      return whenStopped;
    };
    resolve({ port, stopped: whenStopped, stop });
  });
}

function logState(state: VersionState, logger: Logger): void {
  if (state.name === 'failed') logger.error('The model failed to load.', { reason: state.reason });
  else logger.info(`The model is ${state.name}.`);
}
