import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CallListener } from '../../core/call-record';
import type { PendingFigures, VersionFigures } from '../../core/figures';
import type { FindObserver } from '../../core/model-observer';
import type { IsKnown } from '../per-version';
import { AllSeries } from './all-series';
import { Exposition, labelText, type MetricsFormat } from './exposition';
import { COUNTED_METRICS, READ_METRICS, type CountedMetric, type ReadMetric } from './metrics';
import { processFigures } from './process-figures';
import { READERS, type ListenerFigures, type Snapshot } from './snapshot';
import { VersionSeries } from './version-series';

/** How long a collection may keep everything else waiting, in milliseconds. */
const STRETCH_MS = 4;

/** Where the metrics that are not counted are read. */
export interface MetricsSources {
  /** Of the server. */
  readonly version: string;
  readonly pending: () => PendingFigures;
  /** Every version that there is, loaded or not. */
  readonly versions: () => readonly VersionFigures[];
  readonly isKnown: IsKnown;
  /** Whether every model that should serve does. */
  readonly isReady: () => boolean;
  readonly listeners: () => readonly ListenerFigures[];
  /** When the listeners' certificate expires, in milliseconds since 1970; undefined without TLS. */
  readonly certificateExpiresAtMs: () => number | undefined;
  /** Has {@link MetricsCollector.onCallEnd} hear of every call that is over by now. */
  readonly flush: () => void;
}

/** Counts what happens, and writes it down for whoever asks. */
export class MetricsCollector {
  /** For every call that is over. */
  readonly onCallEnd: CallListener;
  /** For what becomes of models' workers, and of their work. */
  readonly findObserver: FindObserver;
  readonly #sources: MetricsSources;
  readonly #series: AllSeries;
  readonly #processFigures = processFigures();
  readonly #underWay = new Map<MetricsFormat, Promise<Buffer>>();

  constructor(sources: MetricsSources) {
    this.#sources = sources;
    this.#series = new AllSeries((model, version) => new VersionSeries(model, version), sources.isKnown);
    this.onCallEnd = this.#series.onCallEnd;
    this.findObserver = (model, version) => this.#series.of(model, version);
  }

  /** All metrics as they are now; whoever asks while others wait gets what they get. */
  collect(format: MetricsFormat): Promise<Buffer> {
    const underWay = this.#underWay.get(format);
    if (underWay !== undefined) return underWay;
    const collection = this.#collect(format).finally(() => this.#underWay.delete(format));
    this.#underWay.set(format, collection);
    return collection;
  }

  async #collect(format: MetricsFormat): Promise<Buffer> {
    const turns = new Turns();
    const exposition = new Exposition(format);
    const { version, pending, versions, isReady, listeners, certificateExpiresAtMs, flush } = this.#sources;
    flush();
    const snapshot: Snapshot = {
      version,
      pending: pending(),
      versions: versions(),
      isReady: isReady(),
      listeners: listeners(),
      certificateExpiresAtMs: certificateExpiresAtMs(),
    };
    // Counters are there at 0 before anything happens: a rate misses what makes a series.
    for (const { model, version: text, state } of snapshot.versions)
      if (state !== 'unloaded') this.#series.of(model, text);
    await writeRead(exposition, snapshot, turns);
    await writeCounted(exposition, this.#series.current(), turns);
    await turns.pause();
    for (const { name, help, type, values } of await this.#processFigures.getMetricsAsJSON()) {
      exposition.begin({ name, help, type: String(type) });
      for (const { labels, value, ...rest } of values) exposition.sample(sampleName(rest, name), '', labels, value);
    }
    return exposition.end();
  }
}

/** Lets others have their turn. */
class Turns {
  #beganAtMs = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#beganAtMs >= STRETCH_MS;
  }

  async pause(): Promise<void> {
    await nextTurn();
    this.#beganAtMs = performance.now();
  }
}

async function writeRead(exposition: Exposition, snapshot: Snapshot, turns: Turns): Promise<void> {
  for (const key of Object.keys(READ_METRICS) as ReadMetric[]) {
    const definition = READ_METRICS[key];
    exposition.begin(definition);
    for (const { labels, value } of READERS[key](snapshot)) {
      exposition.sample(definition.name, '', labels, value);
      if (turns.isOver) await turns.pause();
    }
  }
}

async function writeCounted(exposition: Exposition, all: readonly VersionSeries[], turns: Turns): Promise<void> {
  const series = all.map((each) => ({ each, shared: labelText({ model: each.model, version: each.version }) }));
  for (const key of Object.keys(COUNTED_METRICS) as CountedMetric[]) {
    const definition = COUNTED_METRICS[key];
    const { name } = definition;
    exposition.begin(definition);
    for (const { each, shared } of series) {
      const metric = each[key];
      if (metric === undefined) continue;
      for (const { labels, value, ...rest } of (await metric.get()).values)
        exposition.sample(sampleName(rest, name), shared, labels, value);
      if (turns.isOver) await turns.pause();
    }
  }
}

/** What a histogram calls each of its lines; undefined for others. */
function sampleName(value: { readonly metricName?: string }, name: string): string {
  return value.metricName ?? name;
}
