import { constants, type ServerHttp2Stream } from 'node:http2';
import { performance } from 'node:perf_hooks';
import { ServingError, toServingError } from '../../core/errors';
import { LinkedList, type Listed } from '../../core/linked-list';
import { countedOf } from '../byte-budget';
import type { ConnectionLimits } from '../connection-limits';
import { MessageFlow, type FlowLimits } from './message-flow';

export type StreamLimits = FlowLimits & Pick<ConnectionLimits, 'idleConnectionMs' | 'maxConnections'>;

/** What is not counted of each is bounded, too; whoever sends so many at once is refused most of them anyway. */
const MAX_RECEIVING = 8192;
/** What a connection that takes nothing still writes is less: pings, and answers to pings. */
const MIN_MOVED_BYTES = 4096;

/** What is known of an open stream. */
interface Watched extends Listed<Watched> {
  readonly stream: ServerHttp2Stream;
  readonly sinceMs: number;
  /** Bytes of its request that have arrived. */
  received: number;
  /** Its request is there, or never comes to an end. */
  isReceived: boolean;
  /** The messages of a request that never comes to an end. */
  readonly flow: MessageFlow | undefined;
  /** What of its answer has not left, how much its connection has written in all, and when one of them moved last. */
  unsent: number;
  written: number;
  movedAtMs: number;
}

const WATCHED = Symbol('watched');
type Stream = ServerHttp2Stream & { [WATCHED]?: Watched };

/**
 * The open streams of a gRPC listener. grpc-js holds what has arrived of each request, for as long as its client takes to
 * send the rest, and what is left of each answer; here both get their bounds.
 *
 * A stream is forgotten at once when it closes: kept only until the next look, calls grew old, and the collector took 20 µs
 * for each.
 */
export class OpenStreams {
  readonly #limits: StreamLimits;
  readonly #refuse: (stream: ServerHttp2Stream, error: ServingError) => void;
  readonly #open = new LinkedList<Watched>();
  #receiving = 0;
  #endless = 0;

  /** @param refuse answers a call that is still being received */
  constructor(limits: StreamLimits, refuse: (stream: ServerHttp2Stream, error: ServingError) => void) {
    this.#limits = limits;
    this.#refuse = refuse;
  }

  /** @param isEndless its client may send for as long as it likes */
  add(stream: Stream, isEndless: boolean): void {
    const nowMs = performance.now();
    const watched: Watched = {
      before: undefined,
      after: undefined,
      stream,
      sinceMs: nowMs,
      received: 0,
      isReceived: isEndless,
      flow: isEndless ? new MessageFlow(stream, this.#limits, (error) => this.#refuse(stream, error)) : undefined,
      unsent: 0,
      written: 0,
      movedAtMs: nowMs,
    };
    stream[WATCHED] = watched;
    this.#open.add(watched);
    stream.on('close', this.#onClose);
    if (isEndless) {
      this.#boundEndless(stream);
      return;
    }
    stream.on('data', this.#onData);
    stream.on('end', this.#onEnd);
    if (++this.#receiving <= MAX_RECEIVING) return;
    const message = `${MAX_RECEIVING} requests are being received; try again later.`;
    this.#refuse(stream, new ServingError('resource-exhausted', message));
  }

  /** Ends the streams that have used up their time. */
  sweep(): void {
    const nowMs = performance.now();
    for (const watched of this.#open) {
      watched.flow?.endIfSlow(nowMs);
      if (watched.isReceived) this.#endIfStuck(watched, nowMs);
      else this.#endIfSlow(watched, nowMs);
    }
  }

  // One function each for all streams: `this` is the stream, so that a call costs no closures.
  readonly #onData = ((self: this) =>
    function (this: Stream, piece: Buffer): void {
      const watched = this[WATCHED]!;
      watched.received += piece.byteLength;
      if (countedOf(watched.received) > 0) self.#count(watched, piece.byteLength);
    })(this);

  readonly #onEnd = ((self: this) =>
    function (this: Stream): void {
      self.#endReceiving(this[WATCHED]!);
    })(this);

  readonly #onClose = ((self: this) =>
    function (this: Stream): void {
      const watched = this[WATCHED]!;
      self.#endReceiving(watched);
      // Not before: while a request is decoded, nobody else counts it.
      self.#limits.receiving.giveBack(countedOf(watched.received));
      self.#open.remove(watched);
      if (watched.flow !== undefined) self.#endless--;
    })(this);

  /** One that idles costs about as much as a connection does. */
  #boundEndless(stream: ServerHttp2Stream): void {
    const { maxConnections } = this.#limits;
    if (++this.#endless <= maxConnections) return;
    const message = `${maxConnections} streams of messages are open (MAX_CONNECTIONS); send more messages on one of them, or try again later.`;
    this.#refuse(stream, new ServingError('resource-exhausted', message));
  }

  /** @param bytes the last ones that have arrived */
  #count(watched: Watched, bytes: number): void {
    if (watched.isReceived) return;
    const before = watched.received - bytes;
    const counted = countedOf(before);
    try {
      this.#limits.receiving.take(countedOf(watched.received) - counted, counted);
    } catch (thrown) {
      // It holds what it held.
      watched.received = before;
      this.#refuse(watched.stream, toServingError(thrown));
    }
  }

  #endReceiving(watched: Watched): void {
    if (watched.isReceived) return;
    watched.isReceived = true;
    this.#receiving--;
  }

  #endIfSlow({ stream, sinceMs }: Watched, nowMs: number): void {
    const { requestTimeoutMs } = this.#limits;
    if (nowMs - sinceMs < requestTimeoutMs) return;
    const message = `The request did not come to its end within ${requestTimeoutMs} ms (REQUEST_TIMEOUT_MS).`;
    this.#refuse(stream, new ServingError('deadline-exceeded', message));
  }

  #endIfStuck(watched: Watched, nowMs: number): void {
    const { stream } = watched;
    const unsent = stream.bufferSize;
    // Who has the status need not say anything more (RFC 9113, 8.1); not before now, or this would come before that.
    if (unsent === 0 && 'grpc-status' in (stream.sentTrailers ?? {})) {
      stream.close(constants.NGHTTP2_NO_ERROR);
      return;
    }
    // Not asked of Node for each of those that have nothing to send.
    const written = unsent === 0 ? 0 : writtenBy(stream);
    const hasMoved = unsent !== watched.unsent || Math.abs(written - watched.written) >= MIN_MOVED_BYTES;
    if (unsent === 0 || hasMoved) {
      watched.unsent = unsent;
      watched.written = written;
      watched.movedAtMs = nowMs;
    } else if (nowMs - watched.movedAtMs >= this.#limits.idleConnectionMs) {
      stream.close(constants.NGHTTP2_CANCEL);
    }
  }
}

/**
 * Nothing that Node tells of a stream moves while a message leaves it, frame by frame; only what its connection has written
 * does. A stream that is stuck beside others that are not is therefore ended when they are through.
 */
function writtenBy({ session }: ServerHttp2Stream): number {
  return session === undefined || session.destroyed ? 0 : session.socket.bytesWritten;
}
