import { MAX_TIMER_MS } from '../../core/timer';
import { integer } from '../parsers';
import { setting } from '../setting';

/** What callers may send, and how much of it at the same time. */
export const LIMIT_SETTINGS = {
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
    'Bytes of inputs, and of answers that are still being sent, that all calls hold together: room for two of the largest messages. Large requests may hold as much again from their first byte until they are answered.',
  ),
  maxHeaderBytes: setting(
    'MAX_HEADER_BYTES',
    integer(1024, 2 ** 20),
    16 * 1024,
    "The most bytes of one request's headers, or metadata; Node's own bound for HTTP.",
  ),
  maxJsonDepth: setting(
    'MAX_JSON_DEPTH',
    integer(1, 1000),
    64,
    'How deeply JSON of a request over HTTP may be nested: deeper than any tensor, shallow enough for every parser.',
  ),
  maxConnections: setting(
    'MAX_CONNECTIONS',
    integer(1, 1_000_000),
    1024,
    'Connections of one listener; one more is closed at once. Each holds a file descriptor and tens of kilobytes.',
  ),
  maxStreamsPerConnection: setting(
    'MAX_STREAMS_PER_CONNECTION',
    integer(1, 2 ** 31 - 1),
    2048,
    'gRPC calls under way on one connection; a client keeps more back by itself. Twice MAX_PENDING_CALLS, so that overload is told.',
  ),
  maxStreamMessages: setting(
    'MAX_STREAM_MESSAGES',
    integer(1, 100_000),
    64,
    'Messages of one gRPC stream that wait or run at the same time; a client keeps more back by itself. Enough to fill batches, a sixteenth of MAX_PENDING_CALLS: one stream leaves room for the others.',
  ),
  requestTimeoutMs: setting(
    'REQUEST_TIMEOUT_MS',
    integer(1, MAX_TIMER_MS),
    60_000,
    'How long a client may take to send one whole request: time for the largest message over a slow line.',
  ),
  idleConnectionMs: setting(
    'IDLE_CONNECTION_MS',
    integer(1000, MAX_TIMER_MS),
    300_000,
    'How long a connection may stay open without a request: longer than the pauses of most clients.',
  ),
} as const;
