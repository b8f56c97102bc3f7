import { MAX_TIMER_MS } from '../../core/timer';
import { integer, oneOf } from '../parsers';
import { setting } from '../setting';

/** How calls wait, and how wrappers run. */
export const EXECUTION_SETTINGS = {
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
} as const;
