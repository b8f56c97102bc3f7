import { ProblemsError, type Problem } from '../core/problems';
import { MAX_TIMER_MS } from '../core/timer';
import { integer, oneOf, optionalText, text, words, type Parser } from './parsers';

interface Setting<T> extends Parser<T> {
  /** The environment variable. */
  readonly variable: string;
  readonly default: T;
  /** What it decides, and why its default is what it is. */
  readonly why: string;
}

function setting<T>(variable: string, parser: Parser<T>, defaultValue: T, why: string): Setting<T> {
  return { ...parser, variable, default: defaultValue, why };
}

/** Every setting of the server. */
export const SETTINGS = {
  port: setting(
    'PSC_MODEL_PORT',
    integer(0, 65535),
    45000,
    'The gRPC port; the container contract fixes 45000. 0 takes a free one.',
  ),
  host: setting(
    'GRPC_HOST',
    text,
    '[::]',
    'The address to listen on. A container must be reachable from outside of it.',
  ),
  maxMessageBytes: setting(
    'MAX_MESSAGE_BYTES',
    integer(1, 2 ** 31 - 1),
    250 * 2 ** 20,
    'The largest message that is received or sent; the container contract has 250 MiB.',
  ),
  http2WindowBytes: setting(
    'HTTP2_WINDOW_BYTES',
    integer(65_535, 2 ** 31 - 1),
    2 ** 20,
    "How much a client may send, on a stream and on a connection, before the server has read it: HTTP/2's own 64 KiB slow messages of 600 KB by a quarter. A stream that is not read can hold as much memory.",
  ),
  maxRequestParts: setting(
    'MAX_REQUEST_PARTS',
    integer(2),
    10_000,
    'Items of one request, and named inputs in them, together: each costs the server work before the model sees it.',
  ),
  maxPendingCalls: setting(
    'MAX_PENDING_CALLS',
    integer(1),
    1024,
    'Calls that wait or run at the same time; one more is refused at once. Enough for bursts, few enough to answer in time.',
  ),
  maxPendingBytes: setting(
    'MAX_PENDING_BYTES',
    integer(1),
    512 * 2 ** 20,
    'Bytes of inputs, and of answers that are still being sent, that all calls hold together: room for two of the largest messages.',
  ),
  execution: setting(
    'EXECUTION',
    oneOf('process', 'thread', 'inline'),
    'process',
    'Where wrappers run: in worker processes; in threads, for who measured that they want them (a native crash ends the server); or inline in the server, for debugging with breakpoints.',
  ),
  workers: setting(
    'WORKERS',
    integer(0, 1024),
    0,
    'The most worker processes of a model. 0 takes as many as the processors that the container may use.',
  ),
  minWorkers: setting(
    'MIN_WORKERS',
    integer(1, 1024),
    1,
    'Worker processes of a model even when nobody calls; more are started by demand. One keeps an idle model small.',
  ),
  workerIdleMs: setting(
    'WORKER_IDLE_MS',
    integer(1000, MAX_TIMER_MS),
    60_000,
    'How long a worker beyond MIN_WORKERS may do nothing before it ends: longer than most lulls, short enough to give memory back.',
  ),
  sharedMemoryBytes: setting(
    'SHARED_MEMORY_BYTES',
    integer(0, 2 ** 30),
    8 * 2 ** 20,
    'Memory that the server shares with each worker process for inputs from 64 KiB; what does not fit goes through a socket, at twice the cost. Only what is used is taken. 0: none.',
  ),
  streamIdleMs: setting(
    'STREAM_IDLE_MS',
    integer(1, MAX_TIMER_MS),
    60_000,
    'How long the reader of a stream may leave a piece unread before the stream is ended: it holds a worker.',
  ),
  recycleAfterCalls: setting(
    'RECYCLE_AFTER_CALLS',
    integer(0),
    0,
    'A worker is replaced after so many calls, for models that leak. 0: never.',
  ),
  recycleAboveBytes: setting(
    'RECYCLE_ABOVE_BYTES',
    integer(0),
    0,
    'A worker is replaced when its process holds more memory than this, for models that leak. 0: never.',
  ),
  maxQueuedCalls: setting(
    'MAX_QUEUED_CALLS',
    integer(1),
    1024,
    'Calls that may wait for one version of a model; one more is refused at once.',
  ),
  maxQueuedBytes: setting(
    'MAX_QUEUED_BYTES',
    integer(1),
    256 * 2 ** 20,
    'Bytes of inputs that may wait for one version of a model: room for one of the largest messages.',
  ),
  maxQueueDelayMs: setting(
    'MAX_QUEUE_DELAY_MS',
    integer(0, 60_000),
    0,
    'How long a request may wait for others to share its batch, from its arrival. 0 waits only while all workers are busy.',
  ),
  modelStore: setting(
    'MODEL_STORE',
    optionalText,
    '',
    'A folder of models without code, <name>/<version>/model.onnx. Empty: none.',
  ),
  modelStorePollMs: setting(
    'MODEL_STORE_POLL_MS',
    integer(0, MAX_TIMER_MS),
    0,
    'How often the folders of models are looked at for new, changed and vanished versions. 0: only when management asks.',
  ),
  loadModels: setting(
    'LOAD_MODELS',
    oneOf('at-start', 'at-first-use'),
    'at-start',
    "When further models and those of the store are loaded; the project's own always loads at the start.",
  ),
  maxConcurrentLoads: setting(
    'MAX_CONCURRENT_LOADS',
    integer(1, 64),
    2,
    'Models that load at the same time: loading takes a processor and, for a moment, twice the memory.',
  ),
  maxModelBytes: setting(
    'MAX_MODEL_BYTES',
    integer(1),
    8 * 2 ** 30,
    'The most bytes of one version in the store, all its files together; a larger one is not loaded.',
  ),
  maxSharedModelBytes: setting(
    'MAX_SHARED_MODEL_BYTES',
    integer(0),
    64 * 2 ** 20,
    'Models of the store up to this size share workers where their config.yaml does not tell; larger ones have their own. 0: none shares.',
  ),
  storeMaxBatchSize: setting(
    'STORE_MAX_BATCH_SIZE',
    integer(1, 2 ** 31 - 1),
    32,
    'The most rows of one batch for models of the store whose config.yaml does not tell.',
  ),
  storeLoadTimeoutMs: setting(
    'STORE_LOAD_TIMEOUT_MS',
    integer(1, MAX_TIMER_MS),
    60_000,
    'How long a model of the store may take to load where its config.yaml does not tell.',
  ),
  storeRunTimeoutMs: setting(
    'STORE_RUN_TIMEOUT_MS',
    integer(1, MAX_TIMER_MS),
    60_000,
    'How long one call of a model of the store may take where its config.yaml does not tell.',
  ),
  onnxExecutionProviders: setting(
    'ONNX_EXECUTION_PROVIDERS',
    words,
    ['cpu'],
    'What onnxruntime runs models of the store on, the preferred one first; cpu is there everywhere.',
  ),
  onnxIntraOpThreads: setting(
    'ONNX_INTRA_OP_THREADS',
    integer(1, 1024),
    1,
    'Threads within one operator of a model of the store. One, because the workers are what runs in parallel.',
  ),
  onnxInterOpThreads: setting(
    'ONNX_INTER_OP_THREADS',
    integer(1, 1024),
    1,
    'Threads across operators of a model of the store. One, for the same reason.',
  ),
  abandonGraceMs: setting(
    'ABANDON_GRACE_MS',
    integer(0, MAX_TIMER_MS),
    1000,
    'How long a wrapper may go on after nobody waits for it any longer, before its worker is replaced; never less than the worker took to load.',
  ),
  closeTimeoutMs: setting(
    'CLOSE_TIMEOUT_MS',
    integer(0, MAX_TIMER_MS),
    5000,
    "How long a wrapper's close may take before its worker is killed.",
  ),
  drainTimeoutMs: setting(
    'DRAIN_TIMEOUT_MS',
    integer(0, MAX_TIMER_MS),
    20_000,
    'How long calls under way may take to finish when the server stops; with the two times above it stays below the 30 s that orchestrators wait.',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    oneOf('debug', 'info', 'warn', 'error', 'silent'),
    'info',
    'The least urgent lines that are written.',
  ),
} as const;

export type Settings = Readonly<{
  [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;
}>;

/**
 * Reads every setting.
 *
 * @throws ProblemsError with everything that is wrong, at once
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const problems: Problem[] = [];
  const entries = Object.entries<Setting<unknown>>(SETTINGS).map(
    ([name, { variable, parse, expected, default: fallback }]) => {
      const given = environment[variable];
      if (given === undefined) return [name, fallback] as const;
      const value = parse(given.trim());
      if (value === undefined)
        problems.push({ file: 'environment', key: variable, found: JSON.stringify(given), expected });
      return [name, value] as const;
    },
  );
  if (problems.length > 0) throw new ProblemsError(problems);
  return Object.freeze(Object.fromEntries(entries)) as Settings;
}
