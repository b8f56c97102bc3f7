import { constants, type Http2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { CallRecord, type CallListener } from '../../core/call-record';
import type { ErrorCode, ServingError } from '../../core/errors';
import { fromGrpcStatus, toGrpcStatus } from './grpc-status';
import { REQUEST_ID_HEADER, requestIdOf } from '../request-id';

type Origin = Pick<CallRecord, 'protocol' | 'method'>;

/** Whoever calls what nobody has; the path is the caller's, and logs and metrics must not be. */
const UNKNOWN: Origin = { protocol: 'grpc', method: 'unknown' };

/** Health and reflection, which are quiet: only the refusals of the listener are told. */
const QUIET_PATH = /^\/grpc\.(health|reflection)\./;

const OPENED = Symbol('opened');
type Stream = ServerHttp2Stream & { [OPENED]?: { headers: IncomingHttpHeaders; peer: string } };

/**
 * Tells of gRPC calls that are over before a handler, or the gate, has heard of them: given up or refused while they were
 * being received, or refused by grpc-js itself. Every other call is told by who answers it.
 */
export class UnservedCalls {
  readonly #onCallEnd: CallListener;
  readonly #origins = new Map<string | undefined, Origin>();
  readonly #peers = new WeakMap<Http2Session, string>();

  constructor(onCallEnd: CallListener) {
    this.#onCallEnd = onCallEnd;
  }

  /** @param path as it is on the wire */
  add(path: string, origin: Origin): void {
    this.#origins.set(path, origin);
  }

  /** A connection is there. */
  connected(session: Http2Session): void {
    const { remoteAddress, remotePort } = session.socket;
    this.#peers.set(session, `${remoteAddress ?? 'unknown'}:${remotePort ?? 0}`);
  }

  /** A call has come, of which somebody else may tell. */
  watch(stream: Stream, headers: IncomingHttpHeaders): void {
    const { session } = stream;
    stream[OPENED] = { headers, peer: (session && this.#peers.get(session)) ?? 'unknown' };
    stream.on('close', this.#onClose);
  }

  /** Answers a call that no handler has yet with a status alone, and wants nothing more of its request. */
  refuse(stream: Stream, error: ServingError): void {
    if (stream.destroyed || stream.closed) return;
    if (!stream.headersSent) {
      const record = this.#recordOf(stream);
      const { code, details } = toGrpcStatus(error);
      stream.respond(
        {
          ':status': 200,
          'content-type': 'application/grpc+proto',
          [REQUEST_ID_HEADER]: record.requestId,
          'grpc-status': code,
          'grpc-message': encodeURI(details),
        },
        { endStream: true },
      );
      this.#tell(record, error.code);
    }
    stream.close();
  }

  // One function for all streams: `this` is the stream, so that a call costs no closures.
  readonly #onClose = ((self: this) =>
    function (this: Stream): void {
      const outcome = untoldOutcomeOf(this);
      if (outcome === undefined || QUIET_PATH.test(this[OPENED]?.headers[':path'] ?? '')) return;
      self.#tell(self.#recordOf(this), outcome);
    })(this);

  #recordOf(stream: Stream): CallRecord {
    const { headers = {}, peer = 'unknown' } = stream[OPENED] ?? {};
    const { protocol, method } = this.#origins.get(headers[':path']) ?? UNKNOWN;
    const requestId = requestIdOf(firstOf(headers[REQUEST_ID_HEADER]));
    return new CallRecord({ requestId, protocol, method, peer, traceParent: firstOf(headers['traceparent']) });
  }

  #tell(record: CallRecord, outcome: ErrorCode): void {
    record.answer(outcome);
    this.#onCallEnd(record);
  }
}

/**
 * How a call that is over ended, if nobody has told of it: who tells of one that is answered sends its id, and a handler
 * hears of every call whose request came to its end, unless grpc-js refuses it for that request.
 */
function untoldOutcomeOf({ sentHeaders, readableEnded, rstCode }: Stream): ErrorCode | undefined {
  // Node says that there always are some.
  const sent = sentHeaders as typeof sentHeaders | undefined;
  if (sent === undefined) return readableEnded ? undefined : 'cancelled';
  if (sent[REQUEST_ID_HEADER] !== undefined) return undefined;
  const code = sent['grpc-status'];
  if (code === undefined) return sent[':status'] === 200 ? undefined : 'invalid-argument';
  const outcome = fromGrpcStatus(Number(code));
  // The caller's own deadline, which the handler hears of, too.
  if (outcome === 'deadline-exceeded' && readableEnded) return undefined;
  // To Node, who gives up has come to the end; grpc-js then misses the message, and tells nobody.
  if (outcome === 'unimplemented' && rstCode !== constants.NGHTTP2_NO_ERROR) return 'cancelled';
  return outcome;
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
