import { ANSWERED_OUTCOMES } from '../../src/core/call-record';
import { ERROR_CODES } from '../../src/core/errors';

/** A metric that the server exports, as dashboard and rules may use it. */
export interface KnownMetric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** Of labels whose values are a closed set: those. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

const BY_VERSION = ['model', 'version'];
const BY_PROTOCOL = ['protocol', 'model', 'version'];
const MODEL_STATES = { state: ['loading', 'ready', 'unloading', 'unloaded', 'failed'] };
const gauge = (...labels: string[]): KnownMetric => ({ kind: 'gauge', labels });
const counter = (...labels: string[]): KnownMetric => ({ kind: 'counter', labels });
const histogram = (...labels: string[]): KnownMetric => ({ kind: 'histogram', labels });

/** What the server exports of its own, and what prom-client adds of the process. */
export const KNOWN_METRICS: Readonly<Record<string, KnownMetric>> = {
  model_server_calls_total: {
    ...counter('protocol', 'method', 'model', 'version', 'outcome'),
    values: { outcome: [...ANSWERED_OUTCOMES, ...ERROR_CODES] },
  },
  model_server_call_duration_seconds: histogram(...BY_PROTOCOL),
  model_server_queue_duration_seconds: histogram(...BY_VERSION),
  model_server_worker_duration_seconds: histogram(...BY_VERSION),
  model_server_wrapper_duration_seconds: histogram(...BY_VERSION),
  model_server_batch_items: histogram(...BY_VERSION),
  model_server_items_total: { ...counter(...BY_VERSION, 'outcome'), values: { outcome: ['ok', 'failed'] } },
  model_server_received_bytes_total: counter(...BY_PROTOCOL),
  model_server_sent_bytes_total: counter(...BY_PROTOCOL),
  model_server_pending_calls: gauge(),
  model_server_pending_bytes: gauge(),
  model_server_queued_calls: gauge(...BY_VERSION),
  model_server_queued_bytes: gauge(...BY_VERSION),
  model_server_workers: { ...gauge(...BY_VERSION, 'state'), values: { state: ['loading', 'idle', 'busy'] } },
  model_server_model_state: { ...gauge(...BY_VERSION, 'state'), values: MODEL_STATES },
  model_server_models: { ...gauge('state'), values: MODEL_STATES },
  model_server_ready: gauge(),
  model_server_connections: gauge('listener'),
  model_server_tls_certificate_expiry_timestamp_seconds: gauge(),
  model_server_info: gauge('version', 'node'),
  model_server_refused_connections_total: counter('listener'),
  model_server_worker_deaths_total: counter(...BY_VERSION),
  model_server_worker_starts_total: counter(...BY_VERSION),
  model_server_model_load_failures_total: counter(...BY_VERSION),
  process_cpu_user_seconds_total: counter(),
  process_cpu_system_seconds_total: counter(),
  process_cpu_seconds_total: counter(),
  process_start_time_seconds: gauge(),
  process_resident_memory_bytes: gauge(),
  process_open_fds: gauge(),
  process_max_fds: gauge(),
  nodejs_eventloop_lag_mean_seconds: gauge(),
  nodejs_eventloop_lag_max_seconds: gauge(),
  nodejs_eventloop_lag_p99_seconds: gauge(),
  nodejs_heap_size_used_bytes: gauge(),
  nodejs_external_memory_bytes: gauge(),
  nodejs_gc_duration_seconds: histogram('kind'),
};
