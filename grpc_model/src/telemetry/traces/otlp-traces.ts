import { setTimeout as delay } from 'node:timers/promises';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import type { Logger } from '../../contract';
import { messageOf } from '../../core/errors';
import { traceCall } from './call-spans';
import type { ExportTarget } from './export-target';
import type { Traces } from './open-traces';
import { OutageLog } from './outage-log';

/** Spans that wait to be sent; what comes then is dropped. Half a kilobyte each. */
const MAX_WAITING_SPANS = 8192;

/** Spans that are sent together. */
const MAX_BATCH_SPANS = 512;

/** How long spans wait for others. */
const EXPORT_EVERY_MS = 1000;

/** How long the collector may take for one batch. */
const EXPORT_TIMEOUT_MS = 5000;

/** How long the last spans may take when the server stops. */
const CLOSE_TIMEOUT_MS = 2000;

/** `ExportResultCode.SUCCESS` of `@opentelemetry/core`, which only its packages bring along. */
const SUCCESS = 0;

interface OtlpOptions {
  readonly target: ExportTarget;
  readonly serviceName: string;
  /** Of the calls whose callers have not decided, from 0 to 1. */
  readonly sampleRatio: number;
}

/** Sends the traces of calls that are over to a collector, as OTLP over HTTP. Registers nothing globally. */
export function otlpTraces({ target, serviceName, sampleRatio }: OtlpOptions, logger: Logger): Traces {
  const exporter = new OTLPTraceExporter({
    url: target.url,
    headers: { ...target.headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
    // All that may wait can be on its way at once, or a stop would lose what is beyond.
    concurrencyLimit: MAX_WAITING_SPANS / MAX_BATCH_SPANS + 1,
  });
  const processor = new BatchSpanProcessor({
    exporter: observed(exporter, new OutageLog(logger, placeOf(target.url))),
    maxQueueSize: MAX_WAITING_SPANS,
    maxExportBatchSize: MAX_BATCH_SPANS,
    scheduledDelayMillis: EXPORT_EVERY_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('model-server');
  return {
    listener: (record) => traceCall(tracer, record),
    close: async () => {
      const patience = new AbortController();
      const bound = delay(CLOSE_TIMEOUT_MS, undefined, { signal: patience.signal }).catch(() => undefined);
      // What could not be sent has been told.
      await Promise.race([provider.shutdown().catch(() => undefined), bound]);
      patience.abort();
    },
  };
}

/** The address without what may be a key. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** The exporter, with its successes and failures told. */
function observed(exporter: SpanExporter, outages: OutageLog): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const code: number = result.code;
        if (code === SUCCESS) outages.sent();
        else outages.failed(spans.length, reasonOf(result.error));
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

/** An error of the network may hold its reason in a code only. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined) return 'unknown';
  const code = 'code' in error ? String(error.code) : '';
  return messageOf(error) || code || error.name;
}
