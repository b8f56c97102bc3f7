import type { Settings } from './config/settings';
import type { Logger } from './contract';
import type { CallListener } from './core/call-record';
import type { Serving } from './serving/serving';
import type { StartedCatalog } from './start-catalog';
import { accessLog } from './telemetry/access-log';
import type { DeferredCalls } from './telemetry/deferred-calls';
import { MetricsCollector, type MetricsSources } from './telemetry/metrics';
import type { Statistics } from './telemetry/statistics/statistics';
import { openTraces } from './telemetry/traces/open-traces';

export interface TelemetryOptions {
  readonly started: StartedCatalog;
  readonly serving: Serving;
  readonly settings: Settings;
  readonly logger: Logger;
  /** The calls that are over. */
  readonly calls: DeferredCalls;
  /** What is summed up for protocols. */
  readonly statistics: Statistics;
  /** What is read when somebody asks for the metrics. */
  readonly sources: Pick<MetricsSources, 'isReady' | 'listeners' | 'certificateExpiresAtMs'>;
}

/** What the server tells of itself. */
export interface Telemetry {
  readonly metrics: MetricsCollector;
  /** Tells what has not been told yet. */
  close(): Promise<void>;
}

/**
 * Begins to count and to write down what becomes of calls and models.
 *
 * @throws ProblemsError when the settings name a wrong place for traces
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const { started, serving, settings, logger, calls, statistics, sources } = options;
  const { catalog, ownModel, observers } = started;
  const metrics = new MetricsCollector({
    version: catalog.lookUp(ownModel).version.text,
    pending: () => serving.pending,
    versions: () => catalog.figures(),
    isKnown: (model, version) => catalog.hasVersion(model, version),
    flush: () => calls.flush(),
    ...sources,
  });
  observers.tell(metrics.findObserver, statistics.findObserver);
  const traces = openTraces(settings, logger);
  const listeners: CallListener[] = [metrics.onCallEnd, statistics.onCallEnd];
  if (traces !== undefined) listeners.push(traces.listener);
  // After the traces: its line names the trace.
  if (settings.accessLog === 'on') listeners.push(accessLog(logger));
  calls.tell(listeners);
  const close = async () => {
    calls.flush();
    await traces?.close();
  };
  return { metrics, close };
}
