import { setTimeout as delay } from 'node:timers/promises';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from '../../contract';
import { traceCall } from './call-spans';
import type { ExportTarget } from './export-target';
import type { TraceTimes, Traces } from './open-traces';
import { OutageLog } from './outage-log';
import { MAX_BATCHES, SpanQueue } from './span-queue';

interface OtlpOptions {
  readonly target: ExportTarget;
  readonly serviceName: string;
  /** Of the calls whose callers have not decided, from 0 to 1. */
  readonly sampleRatio: number;
  readonly times: TraceTimes;
}

/** Sends the traces of calls that are over to a collector, as OTLP over HTTP. Registers nothing globally. */
export function otlpTraces({ target, serviceName, sampleRatio, times }: OtlpOptions, logger: Logger): Traces {
  const { exportEveryMs: everyMs, exportTimeoutMs: timeoutMs, closeTimeoutMs } = times;
  const exporter = new OTLPTraceExporter({
    url: target.url,
    headers: { ...target.headers },
    timeoutMillis: timeoutMs,
    concurrencyLimit: MAX_BATCHES,
  });
  const queue = new SpanQueue({ exporter, everyMs, timeoutMs, outages: new OutageLog(logger, placeOf(target.url)) });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [queue],
  });
  const tracer = provider.getTracer('model-server');
  return {
    listener: (record) => traceCall(tracer, record),
    close: async () => {
      const patience = new AbortController();
      const bound = delay(closeTimeoutMs, undefined, { signal: patience.signal }).catch(() => undefined);
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
