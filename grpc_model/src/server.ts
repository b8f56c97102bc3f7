import { once } from 'node:events';
import type { Logger } from './contract';
import type { Project } from './config/project';
import type { Settings } from './config/settings';
import type { CallListener } from './core/call-record';
import { MODZY_SERVICE_NAME, modzyProtocol } from './protocols/modzy';
import { Serving } from './serving/serving';
import { startCatalog, type CompiledCode, type StartedCatalog } from './start-catalog';
import { accessLog } from './telemetry/access-log';
import { openTraces } from './telemetry/traces/open-traces';
import { GrpcListener } from './transport/grpc-listener';

export interface ServerOptions {
  readonly project: Project;
  readonly code: CompiledCode;
  readonly settings: Settings;
  readonly logger: Logger;
}

export interface RunningServer {
  /** The gRPC port. */
  readonly port: number;
  /** What every protocol calls. */
  readonly serving: Serving;
  /** Resolves when every place of models was looked at once. */
  readonly scanned: Promise<void>;
  /** Resolves when the server has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
  /** Stops in order: health first, then the listener, then the models. Calls under way finish, within a bound. */
  readonly stop: () => Promise<void>;
}

/** Starts everything: the models load while the listener already answers. */
export function startServer({ project, code, settings, logger }: ServerOptions): Promise<RunningServer> {
  return serve(startCatalog(project, code, settings, logger), settings, logger);
}

/** Serves models that are loading, or loaded, until somebody asks for the end. */
export async function serve(started: StartedCatalog, settings: Settings, logger: Logger): Promise<RunningServer> {
  const { catalog, ownModel, scanned } = started;
  const stopRequest = new AbortController();
  const requestStop = () => stopRequest.abort();
  const serving = new Serving({ ...settings, catalog, ownModel, logger, requestStop });
  const traces = openTraces(settings, logger);
  // Traces first: the access line names the trace.
  const callListeners: CallListener[] = [
    ...(traces === undefined ? [] : [traces.listener]),
    ...(settings.accessLog === 'on' ? [accessLog(logger)] : []),
  ];
  const onCallEnd: CallListener = (record) => {
    for (const listen of callListeners) listen(record);
  };
  const listener = new GrpcListener({ ...settings, onCallEnd });
  listener.add(modzyProtocol(serving, settings));
  const isStopping = () => stopRequest.signal.aborted;
  const setHealth = (name: string) => setHealthOf(name, listener, serving, isStopping());
  setHealth(ownModel.name);
  catalog.onStateChange(setHealth);

  const port = await listener.listen().catch(async (thrown: unknown) => {
    await catalog.stop();
    throw thrown;
  });
  logger.info(`Listening on port ${port}.`, { port });

  const stopped = once(stopRequest.signal, 'abort').then(async () => {
    logger.info('Stopping: calls under way finish.', { callsUnderWay: listener.callsUnderWay });
    for (const { name } of catalog.list()) setHealth(name);
    await listener.close(settings.drainTimeoutMs);
    await catalog.stop();
    await traces?.close();
    logger.info('Stopped.');
  });
  const stop = () => {
    requestStop();
    return stopped;
  };
  return { port, serving, scanned, stopped, stop };
}

/** Every model has its name; the whole server and the contract's own name stand for the project's own model. */
function setHealthOf(name: string, listener: GrpcListener, { catalog, ownModel }: Serving, isStopping: boolean): void {
  const isServing = !isStopping && catalog.isReady(name);
  const names = name === ownModel.name ? ['', MODZY_SERVICE_NAME, name] : [name];
  for (const each of names) listener.setHealth(each, isServing);
}
