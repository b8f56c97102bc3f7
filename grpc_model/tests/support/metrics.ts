import type { VersionFigures } from '../../src/core/figures';
import { MetricsCollector, type MetricsSources } from '../../src/telemetry/metrics';
import { recordOf } from './requests';

export function versionFigures(overrides: Partial<VersionFigures> = {}): VersionFigures {
  return {
    model: 'm',
    version: '1',
    state: 'ready',
    queue: { calls: 0, bytes: 0 },
    workers: { loading: 0, idle: 1, busy: 0 },
    ...overrides,
  };
}

/** A collector over one version of one model, unless the test says otherwise; every series has a value once it was called. */
export function createCollector(overrides: Partial<MetricsSources> = {}): MetricsCollector {
  const versions = overrides.versions ?? (() => [versionFigures()]);
  return new MetricsCollector({
    version: '1.2.3',
    pending: () => ({ calls: 0, bytes: 0 }),
    isReady: () => true,
    listeners: () => [{ listener: 'grpc', open: 2, refused: 1 }],
    certificateExpiresAtMs: () => 1_800_000_000_000,
    flush: () => undefined,
    isKnown: (model, version) => versions().some((each) => each.model === model && each.version === version),
    ...overrides,
    versions,
  });
}

/** A call of a version, and the work that was done for it. */
export function callOnce(collector: MetricsCollector, model = 'm', modelVersion = '1'): void {
  const record = Object.assign(recordOf({ method: 'Run' }), {
    model,
    modelVersion,
    items: 1,
    bytesIn: 10,
    bytesOut: 20,
  });
  const begunAtMs = record.beganAtMs + 1;
  const work = { begunAtMs, endedAtMs: begunAtMs + 2, wrapperMs: 1.5, items: 1 };
  record.works.push(work);
  collector.findObserver(model, modelVersion).worked(work);
  record.answer('ok');
  collector.onCallEnd(record);
}

export async function textOf(collector: MetricsCollector): Promise<string> {
  return (await collector.collect('text')).toString();
}
