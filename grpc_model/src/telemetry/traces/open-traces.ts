import type { Logger } from '../../contract';
import type { CallListener } from '../../core/call-record';
import { exportTarget } from './export-target';

export interface TraceSettings {
  /** Empty: there are no traces. */
  readonly otlpEndpoint: string;
  readonly otlpHeaders: string;
  readonly otelServiceName: string;
  readonly traceSampleRatio: number;
}

/** In milliseconds. */
export interface TraceTimes {
  /** How long spans wait for others, so that they are sent together. */
  readonly exportEveryMs: number;
  /** How long the collector may take for one batch. */
  readonly exportTimeoutMs: number;
  /** How long the last spans may take when the server stops. */
  readonly closeTimeoutMs: number;
}

const DEFAULT_TIMES: TraceTimes = { exportEveryMs: 1000, exportTimeoutMs: 5000, closeTimeoutMs: 2000 };

export interface Traces {
  /** Goes before the access log, which writes down the trace's id. */
  readonly listener: CallListener;
  /** Sends what waits, and gives up what takes longer than `closeTimeoutMs`. Never rejects. */
  close(): Promise<void>;
}

/**
 * Begins to send traces of calls, where the settings name a place for them.
 *
 * @throws ProblemsError when they do so wrongly
 */
export function openTraces(
  settings: TraceSettings,
  logger: Logger,
  times: TraceTimes = DEFAULT_TIMES,
): Traces | undefined {
  const { otlpEndpoint, otlpHeaders, otelServiceName: serviceName, traceSampleRatio: sampleRatio } = settings;
  if (otlpEndpoint === '') return undefined;
  const target = exportTarget(otlpEndpoint, otlpHeaders);
  // Who has no traces pays neither the time nor the memory of loading their packages.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { otlpTraces } = require('./otlp-traces') as typeof import('./otlp-traces');
  return otlpTraces({ target, serviceName, sampleRatio, times }, logger);
}
