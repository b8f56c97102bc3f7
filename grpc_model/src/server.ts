import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from './contract';
import type { Settings } from './config/settings';
import type { StatisticsSource } from './core/version-statistics';
import { ListenError, Listeners, type HttpServices, type ListenerAddress } from './listeners';
import { healthService, readinessOf, statusService, type HealthOptions } from './protocols/health';
import { MODZY_SERVICE_NAME } from './protocols/modzy';
import { OPEN_INFERENCE_SERVICE_NAME } from './protocols/open-inference';
import { openProtocols, type Protocols } from './open-protocols';
import { openSecurity, type Security } from './security/open-security';
import { Serving } from './serving/serving';
import type { StartedCatalog } from './start-catalog';
import type { Telemetry, TelemetryOptions } from './start-telemetry';
import { listenProblem } from './startup/listen-problem';
import { DeferredCalls } from './telemetry/deferred-calls';
import type { MetricsCollector } from './telemetry/metrics';
import { metricsService } from './telemetry/metrics/metrics-service';
import { Statistics } from './telemetry/statistics/statistics';

export interface RunningServer {
  /** The gRPC port. */
  readonly port: number;
  /** Every port; the gRPC port is the first. */
  readonly addresses: readonly ListenerAddress[];
  /** What every protocol calls. */
  readonly serving: Serving;
  readonly metrics: MetricsCollector;
  readonly statistics: StatisticsSource;
  /** Resolves when every place of models was looked at once. */
  readonly scanned: Promise<void>;
  /** Resolves when the server has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
  /** Stops in order: health first, then the listeners, then the models. Calls under way finish, within a bound. */
  readonly stop: () => Promise<void>;
}

/**
 * Serves models that are loading, or loaded, until somebody asks for the end.
 *
 * @throws ProblemsError with what is wrong with tokens, certificates or a port; nothing is left running then
 */
export async function serve(started: StartedCatalog, settings: Settings, logger: Logger): Promise<RunningServer> {
  let security: Security | undefined;
  try {
    security = await openSecurity(settings, logger);
    return await serveSecurely(started, security, settings, logger);
  } catch (thrown) {
    security?.close();
    await started.catalog.stop();
    throw thrown instanceof ListenError ? asProblem(thrown) : thrown;
  }
}

async function serveSecurely(
  started: StartedCatalog,
  security: Security,
  settings: Settings,
  logger: Logger,
): Promise<RunningServer> {
  const { catalog, ownModel, scanned } = started;
  const stopRequest = new AbortController();
  // Asked for from now on: whoever can reach the first port may stop the server before the last one is open.
  const stopRequested = once(stopRequest.signal, 'abort');
  const requestStop = () => stopRequest.abort();
  const isStopping = () => stopRequest.signal.aborted;
  const serving = new Serving({ ...settings, catalog, ownModel, logger, requestStop });
  const calls = new DeferredCalls();
  const statistics = new Statistics({
    isKnown: (model, version) => catalog.hasVersion(model, version),
    flush: () => calls.flush(),
  });
  const isReady = () => readinessOf(catalog, isStopping()).ready;
  const protocols = openProtocols({ serving, statistics, isReady, settings });
  const listeners = new Listeners({
    settings,
    gate: security.gate,
    tls: security.tls,
    logger,
    onCallEnd: calls.add,
    grpc: protocols.grpc,
    further: protocols.furtherGrpc,
  });
  const setHealth = (name: string) => setHealthOf(name, listeners, serving, isStopping());
  setHealth(ownModel.name);
  catalog.onStateChange(setHealth);
  const sources = {
    isReady,
    listeners: () => listeners.connections,
    certificateExpiresAtMs: () => security.tls?.expiresAtMs,
  };
  const telemetryOptions = { started, serving, settings, logger, calls, statistics, sources };
  const telemetry = await openPorts(listeners, protocols, telemetryOptions, { catalog, isStopping });

  const stopped = stopRequested.then(async () => {
    logger.info('Stopping: calls under way finish.', { callsUnderWay: listeners.callsUnderWay });
    for (const { name } of catalog.list()) setHealth(name);
    await listeners.close(settings.drainTimeoutMs);
    await catalog.stop();
    await telemetry.close();
    protocols.close();
    security.close();
    logger.info('Stopped.');
  });
  const stop = () => {
    requestStop();
    return stopped;
  };
  const { metrics } = telemetry;
  const { addresses } = listeners;
  return { port: listeners.portOf('grpc')!, addresses, serving, metrics, statistics, scanned, stopped, stop };
}

/** Opens every port, and what tells of calls; the gRPC ports first, because the model may be loaded before the others are. */
async function openPorts(
  listeners: Listeners,
  protocols: Protocols,
  options: TelemetryOptions,
  health: HealthOptions,
): Promise<Telemetry> {
  let telemetry: Telemetry | undefined;
  try {
    await listeners.openGrpc();
    // Whoever connects now is heard before something else is imported.
    await nextTurn();
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { startTelemetry } = require('./start-telemetry') as typeof import('./start-telemetry');
    telemetry = startTelemetry(options);
    await nextTurn();
    await listeners.openHttp(httpServices(protocols, health, telemetry.metrics));
    return telemetry;
  } catch (thrown) {
    await listeners.close(0);
    await telemetry?.close();
    protocols.close();
    throw thrown;
  }
}

/** Which HTTP port has what. */
function httpServices(protocols: Protocols, options: HealthOptions, metrics: MetricsCollector): HttpServices {
  const health = healthService(options);
  const { data, further } = protocols.http();
  return {
    data: [health, ...data],
    control: [health, statusService(options), metricsService(metrics, 'observe')],
    metrics: [metricsService(metrics, 'scrape')],
    further: further.map((each) => ({ ...each, services: [health, ...each.services] })),
  };
}

function asProblem({ place: { setting, host, port }, cause }: ListenError): Error {
  return listenProblem(cause, setting, `${host}:${port}`);
}

/** Every model has its name; the whole server and the services' names stand for the project's own model. */
function setHealthOf(name: string, listeners: Listeners, { catalog, ownModel }: Serving, isStopping: boolean): void {
  const isServing = !isStopping && catalog.isReady(name);
  const serverNames = ['', MODZY_SERVICE_NAME, OPEN_INFERENCE_SERVICE_NAME];
  const names = name === ownModel.name ? [...serverNames, name] : [name];
  for (const each of names) listeners.setHealth(each, isServing);
}
