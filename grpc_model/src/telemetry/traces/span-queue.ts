import { BatchSpanProcessor, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { messageOf } from '../../core/errors';
import type { OutageLog } from './outage-log';

/** Spans that wait to be sent; what comes then is dropped. Half a kilobyte each. */
const MAX_WAITING_SPANS = 8192;

/** Spans that are sent together. */
const MAX_BATCH_SPANS = 512;

/** Batches on their way at once. All that may wait can be, or a stop would lose what is beyond. */
export const MAX_BATCHES = MAX_WAITING_SPANS / MAX_BATCH_SPANS + 1;

/** `ExportResultCode.SUCCESS` of `@opentelemetry/core`, which only its packages bring along. */
const SUCCESS = 0;

interface SpanQueueOptions {
  readonly exporter: SpanExporter;
  /** How long spans wait for others. */
  readonly everyMs: number;
  /** How long the collector may take for one batch. */
  readonly timeoutMs: number;
  readonly outages: OutageLog;
}

/**
 * Sends spans in batches, and tells of those that are lost. The bound is kept here because the SDK's own queue drops what it
 * has no room for without telling anybody.
 */
export class SpanQueue implements SpanProcessor {
  readonly #batches: BatchSpanProcessor;
  readonly #exporter: SpanExporter;
  readonly #outages: OutageLog;
  #waiting = 0;

  constructor({ exporter, everyMs, timeoutMs, outages }: SpanQueueOptions) {
    this.#exporter = exporter;
    this.#outages = outages;
    this.#batches = new BatchSpanProcessor({
      exporter: { export: this.#export, shutdown: () => exporter.shutdown() },
      maxQueueSize: MAX_WAITING_SPANS,
      maxExportBatchSize: MAX_BATCH_SPANS,
      scheduledDelayMillis: everyMs,
      exportTimeoutMillis: timeoutMs,
    });
  }

  onStart(): void {
    // Nothing waits before its end.
  }

  onEnd(...[span]: Parameters<SpanProcessor['onEnd']>): void {
    if (this.#waiting >= MAX_WAITING_SPANS) {
      this.#outages.lost(1, `the collector is too slow: ${MAX_WAITING_SPANS} spans wait for it`);
      return;
    }
    this.#waiting++;
    this.#batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#batches.shutdown();
  }

  readonly #export: SpanExporter['export'] = (spans, done) => {
    this.#waiting -= spans.length;
    this.#exporter.export(spans, (result) => {
      const code: number = result.code;
      if (code !== SUCCESS) this.#outages.lost(spans.length, reasonOf(result.error));
      // A collector that is only too slow takes a batch now and then: that is no recovery.
      else if (this.#waiting < MAX_WAITING_SPANS / 2) this.#outages.recovered();
      done(result);
    });
  };
}

/** An error of the network may hold its reason in a code only. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'unknown';
  const code = 'code' in error ? String(error.code) : '';
  return messageOf(error) || code || error.name;
}
