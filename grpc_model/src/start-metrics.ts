import type { Serving } from './serving/serving';
import type { StartedCatalog } from './start-catalog';
import { MetricsCollector, type MetricsSources } from './telemetry/metrics';

/** Begins to count what becomes of calls and models. */
export function startMetrics(
  { catalog, ownModel, observers }: StartedCatalog,
  serving: Serving,
  others: Pick<MetricsSources, 'isReady' | 'listeners' | 'certificateExpiresAtMs'>,
): MetricsCollector {
  const metrics = new MetricsCollector({
    version: catalog.lookUp(ownModel).version.text,
    pending: () => serving.pending,
    versions: () => catalog.figures(),
    isKnown: (model, version) => catalog.hasVersion(model, version),
    ...others,
  });
  observers.tell(metrics.findObserver);
  return metrics;
}
