/** One metric, as it is documented and exported. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** What it tells, with what is in it and what is not. */
  readonly help: string;
  readonly labels: readonly string[];
  /** The upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/**
 * In seconds, the same for all durations, so that queue and worker can be set against the whole. A call through the server
 * takes at least 0.06 ms; what takes longer than a minute is beyond the patience of nearly every caller. Three to a decade:
 * a quantile that is read from them is off by less than a factor of 2.5.
 */
export const DURATION_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
] as const;

/** Powers of two, as most wishes for a batch's size are. */
export const ITEM_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] as const;

const OF_VERSION = ['model', 'version'] as const;
const OF_PROTOCOL = ['protocol', 'model', 'version'] as const;

/** What is counted as it happens. All of it has a model and a version; both are empty where a call named none that there is. */
export const COUNTED_METRICS = {
  calls: {
    name: 'model_server_calls_total',
    type: 'counter',
    help: 'Calls that are over, by how they ended.',
    labels: ['protocol', 'method', 'model', 'version', 'outcome'],
  },
  callDuration: {
    name: 'model_server_call_duration_seconds',
    type: 'histogram',
    help: 'From the moment that a call was read until its answer, or its refusal, was given to the connection.',
    labels: OF_PROTOCOL,
    buckets: DURATION_BUCKETS,
  },
  queueDuration: {
    name: 'model_server_queue_duration_seconds',
    type: 'histogram',
    help: 'From the moment that a call was read until a worker began its first work; calls that were over before a worker was done with any are not in it.',
    labels: OF_VERSION,
    buckets: DURATION_BUCKETS,
  },
  workerDuration: {
    name: 'model_server_worker_duration_seconds',
    type: 'histogram',
    help: 'How long a worker was occupied by one piece of work: a call, a part of one, or a batch of several.',
    labels: OF_VERSION,
    buckets: DURATION_BUCKETS,
  },
  wrapperDuration: {
    name: 'model_server_wrapper_duration_seconds',
    type: 'histogram',
    help: "How long the model's code took for one piece of work, as the worker says; streams, and work that a worker did not end itself, are not in it.",
    labels: OF_VERSION,
    buckets: DURATION_BUCKETS,
  },
  batchItems: {
    name: 'model_server_batch_items',
    type: 'histogram',
    help: 'Items of one piece of work; an item that runs again after its batch failed is in it again.',
    labels: OF_VERSION,
    buckets: ITEM_BUCKETS,
  },
  items: {
    name: 'model_server_items_total',
    type: 'counter',
    help: 'Items of calls that are over, by whether they were answered (ok) or not (failed); all those of a call that failed as a whole have failed.',
    labels: ['model', 'version', 'outcome'],
  },
  receivedBytes: {
    name: 'model_server_received_bytes_total',
    type: 'counter',
    help: 'Bytes of the inputs of calls that are over.',
    labels: OF_PROTOCOL,
  },
  sentBytes: {
    name: 'model_server_sent_bytes_total',
    type: 'counter',
    help: 'Bytes of the outputs of calls that are over.',
    labels: OF_PROTOCOL,
  },
  workerDeaths: {
    name: 'model_server_worker_deaths_total',
    type: 'counter',
    help: 'Workers that had loaded the model and ended although nobody asked them to: crashed, killed, or stopped because they did not come back. The death of a shared worker counts for each of its models.',
    labels: OF_VERSION,
  },
  workerStarts: {
    name: 'model_server_worker_starts_total',
    type: 'counter',
    help: 'Workers that have loaded the model, the first ones as well as those that replace others.',
    labels: OF_VERSION,
  },
  loadFailures: {
    name: 'model_server_model_load_failures_total',
    type: 'counter',
    help: 'How often the version could not be loaded or exchanged, or was given up because no worker could be replaced.',
    labels: OF_VERSION,
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

/** What is read when somebody asks. */
export const READ_METRICS = {
  pendingCalls: {
    name: 'model_server_pending_calls',
    type: 'gauge',
    help: 'Calls of all models that wait or run; MAX_PENDING_CALLS bounds them.',
    labels: [],
  },
  pendingBytes: {
    name: 'model_server_pending_bytes',
    type: 'gauge',
    help: 'Bytes of the inputs of those calls, and of answers that their callers have not taken; MAX_PENDING_BYTES bounds them.',
    labels: [],
  },
  queuedCalls: {
    name: 'model_server_queued_calls',
    type: 'gauge',
    help: 'Calls of which something waits for a worker.',
    labels: OF_VERSION,
  },
  queuedBytes: {
    name: 'model_server_queued_bytes',
    type: 'gauge',
    help: 'Bytes of the inputs of those calls.',
    labels: OF_VERSION,
  },
  workers: {
    name: 'model_server_workers',
    type: 'gauge',
    help: 'Workers by what they do: loading the model, idle, or busy. One that several models share counts for each of them, and is busy for all.',
    labels: ['model', 'version', 'state'],
  },
  modelState: {
    name: 'model_server_model_state',
    type: 'gauge',
    help: '1 for the state that the version is in (loading, ready, unloading or failed), 0 for the others; an unloaded version is not in it.',
    labels: ['model', 'version', 'state'],
  },
  models: {
    name: 'model_server_models',
    type: 'gauge',
    help: 'Versions of models by state, unloaded ones, too.',
    labels: ['state'],
  },
  ready: {
    name: 'model_server_ready',
    type: 'gauge',
    help: '1 while every model that should serve does, otherwise 0.',
    labels: [],
  },
  connections: {
    name: 'model_server_connections',
    type: 'gauge',
    help: 'Open connections.',
    labels: ['listener'],
  },
  refusedConnections: {
    name: 'model_server_refused_connections_total',
    type: 'counter',
    help: 'Connections that were refused because there were too many.',
    labels: ['listener'],
  },
  certificateExpiry: {
    name: 'model_server_tls_certificate_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'When the certificate of the listeners expires, in seconds since 1970; absent without TLS.',
    labels: [],
  },
  info: {
    name: 'model_server_info',
    type: 'gauge',
    help: '1; its labels say what runs.',
    labels: ['version', 'node'],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type CountedMetric = keyof typeof COUNTED_METRICS;
export type ReadMetric = keyof typeof READ_METRICS;
