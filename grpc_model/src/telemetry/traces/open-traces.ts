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

export interface Traces {
  /** Goes before the access log, which writes down the trace's id. */
  readonly listener: CallListener;
  /** Sends what waits, within two seconds. Never rejects. */
  close(): Promise<void>;
}

/**
 * Begins to send traces of calls, where the settings name a place for them.
 *
 * @throws ProblemsError when they do so wrongly
 */
export function openTraces(settings: TraceSettings, logger: Logger): Traces | undefined {
  const { otlpEndpoint, otlpHeaders, otelServiceName: serviceName, traceSampleRatio: sampleRatio } = settings;
  if (otlpEndpoint === '') return undefined;
  const target = exportTarget(otlpEndpoint, otlpHeaders);
  // Who has no traces pays neither the time nor the memory of loading their packages.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { otlpTraces } = require('./otlp-traces') as typeof import('./otlp-traces');
  return otlpTraces({ target, serviceName, sampleRatio }, logger);
}
