import { Counter, Histogram } from 'prom-client';
import type { CallRecord, WorkReport } from '../../core/call-record';
import type { VersionObserver } from '../../core/model-observer';
import { callInterval, queueInterval, type Interval } from '../call-times';
import { COUNTED_METRICS, type CountedMetric, type MetricDefinition } from './metrics';

type Counted = Readonly<Record<CountedMetric, Counter | Histogram | undefined>>;

/** The labels that every metric has which is counted: they are those of the series, and need not be given for each value. */
export const VERSION_LABELS: readonly string[] = ['model', 'version'];

const OK = { outcome: 'ok' };
const FAILED = { outcome: 'failed' };

/** What is counted of one version; it is forgotten with it. */
export class VersionSeries implements VersionObserver, Counted {
  readonly calls = counter(COUNTED_METRICS.calls);
  readonly items = counter(COUNTED_METRICS.items);
  readonly receivedBytes = counter(COUNTED_METRICS.receivedBytes);
  readonly sentBytes = counter(COUNTED_METRICS.sentBytes);
  readonly workerDeaths = counter(COUNTED_METRICS.workerDeaths);
  readonly workerStarts = counter(COUNTED_METRICS.workerStarts);
  readonly loadFailures = counter(COUNTED_METRICS.loadFailures);
  // A thousand models may be loaded that nobody calls: a histogram is there from its first value on.
  callDuration: Histogram | undefined;
  queueDuration: Histogram | undefined;
  workerDuration: Histogram | undefined;
  wrapperDuration: Histogram | undefined;
  batchItems: Histogram | undefined;

  constructor(
    readonly model: string,
    readonly version: string,
  ) {}

  /** A call of it is over. */
  called(record: CallRecord): void {
    const { protocol, method, outcome = 'internal' } = record;
    const byProtocol = { protocol };
    this.calls.inc({ protocol, method, outcome });
    this.callDuration ??= histogram(COUNTED_METRICS.callDuration);
    this.callDuration.observe(byProtocol, secondsOf(callInterval(record)));
    if (record.bytesIn > 0) this.receivedBytes.inc(byProtocol, record.bytesIn);
    if (record.bytesOut > 0) this.sentBytes.inc(byProtocol, record.bytesOut);
    this.#countItems(record);
    this.#observeQueue(record);
  }

  worked({ begunAtMs, endedAtMs, wrapperMs, items }: WorkReport): void {
    this.workerDuration ??= histogram(COUNTED_METRICS.workerDuration);
    this.workerDuration.observe((endedAtMs - begunAtMs) / 1000);
    this.batchItems ??= histogram(COUNTED_METRICS.batchItems);
    this.batchItems.observe(items);
    if (wrapperMs === undefined) return;
    this.wrapperDuration ??= histogram(COUNTED_METRICS.wrapperDuration);
    this.wrapperDuration.observe(wrapperMs / 1000);
  }

  workerStarted(): void {
    this.workerStarts.inc();
  }

  workerDied(): void {
    this.workerDeaths.inc();
  }

  loadFailed(): void {
    this.loadFailures.inc();
  }

  /** Of a call that failed as a whole, nobody said which items failed: all did. */
  #countItems({ outcome, items, failedItems }: CallRecord): void {
    const failed = outcome === 'ok' || outcome === 'partial' ? failedItems : items;
    if (failed > 0) this.items.inc(FAILED, failed);
    if (items > failed) this.items.inc(OK, items - failed);
  }

  #observeQueue(record: CallRecord): void {
    const queue = queueInterval(record);
    if (queue === undefined) return;
    this.queueDuration ??= histogram(COUNTED_METRICS.queueDuration);
    this.queueDuration.observe(secondsOf(queue));
  }
}

function secondsOf({ beginMs, endMs }: Interval): number {
  return (endMs - beginMs) / 1000;
}

function counter({ name, help, labels }: MetricDefinition): Counter {
  return new Counter({ name, help, labelNames: ownLabels(labels), registers: [] });
}

function histogram({ name, help, labels, buckets = [] }: MetricDefinition): Histogram {
  return new Histogram({ name, help, labelNames: ownLabels(labels), buckets: [...buckets], registers: [] });
}

function ownLabels(labels: readonly string[]): string[] {
  return labels.filter((label) => !VERSION_LABELS.includes(label));
}
