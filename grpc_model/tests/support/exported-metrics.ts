import { ANSWERED_OUTCOMES } from '../../src/core/call-record';
import { ERROR_CODES } from '../../src/core/errors';
import { processFigures } from '../../src/telemetry/metrics/process-figures';
import { COUNTED_METRICS, READ_METRICS, type ReadMetric } from '../../src/telemetry/metrics/metrics';
import { READERS, type Snapshot } from '../../src/telemetry/metrics/snapshot';
import { versionFigures } from './metrics';

/** A metric that the server exports, as dashboard and rules may use it. */
export interface QueriedMetric {
  readonly type: string;
  readonly labels: readonly string[];
  /** Of labels whose values are a closed set: those. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Of what is counted, a scrape tells only the values that there were. */
const COUNTED_VALUES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [COUNTED_METRICS.calls.name]: { outcome: [...ANSWERED_OUTCOMES, ...ERROR_CODES] },
  [COUNTED_METRICS.items.name]: { outcome: ['ok', 'failed'] },
};

const SNAPSHOT: Snapshot = {
  pending: { calls: 0, bytes: 0 },
  versions: [versionFigures()],
  isReady: true,
  listeners: [],
  certificateExpiresAtMs: undefined,
  version: '1.2.3',
};

const counted = Object.values(COUNTED_METRICS).map(({ name, type, labels }) => {
  return [name, { type, labels, values: COUNTED_VALUES[name] ?? {} }] as const;
});

const readAtScrape = Object.entries(READ_METRICS).map(([key, { name, type, labels }]) => {
  const states = Array.from(READERS[key as ReadMetric](SNAPSHOT), (sample) => sample.labels['state'] ?? []).flat();
  return [name, { type, labels, values: states.length === 0 ? {} : { state: states } }] as const;
});

/** The server's own metrics, by name. */
export const OWN_METRICS: ReadonlyMap<string, QueriedMetric> = new Map<string, QueriedMetric>([
  ...counted,
  ...readAtScrape,
]);

const ofProcess = processFigures()
  .getMetricsAsArray()
  .map((metric) => {
    const labels = 'labelNames' in metric ? (metric.labelNames as readonly string[]) : [];
    return [metric.name, { type: String(metric.type), labels, values: {} }] as const;
  });

/** All metrics that a scrape of the server can have, by name. */
export const EXPORTED_METRICS: ReadonlyMap<string, QueriedMetric> = new Map<string, QueriedMetric>([
  ...OWN_METRICS,
  ...ofProcess,
]);
