import { constants, type ServerHttp2Stream } from 'node:http2';
import { performance } from 'node:perf_hooks';
import { ServingError, toServingError } from '../core/errors';
import { countedOf, type ByteBudget } from './byte-budget';
import type { ConnectionLimits } from './connection-limits';

export interface StreamLimits extends Pick<ConnectionLimits, 'requestTimeoutMs' | 'idleConnectionMs'> {
  readonly receiving: ByteBudget;
}

/** What is not counted of each is bounded, too; whoever sends so many at once is refused most of them anyway. */
const MAX_RECEIVING = 8192;
/** Most calls are over before anybody looks at them, and cost little for that. */
const LOOK_AFTER_MS = 100;

/** What a connection that takes nothing still writes is less: pings, and answers to pings. */
const MIN_MOVED_BYTES = 4096;

/** What is known of a stream that was looked at. */
interface Watched {
  readonly sinceMs: number;
  /** Its request is there, or never comes to an end. */
  isReceived: boolean;
  /** What of its answer has not left, how much its connection has written in all, and when one of them moved last. */
  unsent: number;
  written: number;
  movedAtMs: number;
}

const RECEIVED = Symbol('bytes received');
const WATCHED = Symbol('watched');
type Stream = ServerHttp2Stream & { [RECEIVED]?: number; [WATCHED]?: Watched };

/**
 * The open streams of a gRPC listener. grpc-js holds what has arrived of each request, for as long as its client takes to
 * send the rest, and what is left of each answer; here both get their bounds.
 */
export class OpenStreams {
  readonly #limits: StreamLimits;
  readonly #refuse: (stream: ServerHttp2Stream, error: ServingError) => void;
  readonly #watched = new Set<Stream>();
  #fresh: Stream[] = [];
  #receiving = 0;
  #look: NodeJS.Timeout | undefined;

  /** @param refuse answers a call that is still being received */
  constructor(limits: StreamLimits, refuse: (stream: ServerHttp2Stream, error: ServingError) => void) {
    this.#limits = limits;
    this.#refuse = refuse;
  }

  /** @param isEndless its client may send for as long as it likes */
  add(stream: Stream, isEndless: boolean): void {
    if (isEndless) this.#watch(stream, true);
    else stream.on('data', this.#onData);
    if (this.#fresh.push(stream) > 1) return;
    if (this.#look === undefined) this.#look = setTimeout(() => this.#lookAtFresh(), LOOK_AFTER_MS).unref();
    else this.#look.refresh();
  }

  /** Ends the streams that have used up their time. */
  sweep(): void {
    const nowMs = performance.now();
    for (const stream of this.#watched) {
      const watched = stream[WATCHED]!;
      if (watched.isReceived) this.#endIfStuck(stream, watched, nowMs);
      else this.#endIfSlow(stream, watched, nowMs);
    }
  }

  // One function each for all streams: `this` is the stream, so that a call costs no closures.
  readonly #onData = ((self: this) =>
    function (this: Stream, piece: Buffer): void {
      const received = this[RECEIVED] ?? 0;
      this[RECEIVED] = received + piece.byteLength;
      if (countedOf(received + piece.byteLength) > 0) self.#count(this, received);
    })(this);

  readonly #onEnd = ((self: this) =>
    function (this: Stream): void {
      self.#release(this);
    })(this);

  readonly #onClose = ((self: this) =>
    function (this: Stream): void {
      self.#release(this);
      self.#watched.delete(this);
    })(this);

  #lookAtFresh(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const stream of fresh) if (!stream.closed && !stream.destroyed) this.#watch(stream, false);
  }

  #watch(stream: Stream, isEndless: boolean): void {
    if (stream[WATCHED] !== undefined) return;
    const nowMs = performance.now();
    const isReceived = isEndless || stream.readableEnded;
    stream[WATCHED] = { sinceMs: nowMs, isReceived, unsent: 0, written: 0, movedAtMs: nowMs };
    this.#watched.add(stream);
    stream.on('close', this.#onClose);
    if (isReceived) return;
    stream.on('end', this.#onEnd);
    if (++this.#receiving <= MAX_RECEIVING) return;
    const message = `${MAX_RECEIVING} requests are being received; try again later.`;
    this.#refuse(stream, new ServingError('resource-exhausted', message));
  }

  /** @param before what had arrived before the last piece */
  #count(stream: Stream, before: number): void {
    this.#watch(stream, false);
    if (stream[WATCHED]!.isReceived) return;
    const counted = countedOf(before);
    try {
      this.#limits.receiving.take(countedOf(stream[RECEIVED]!) - counted, counted);
    } catch (thrown) {
      // It holds what it held.
      stream[RECEIVED] = before;
      this.#refuse(stream, toServingError(thrown));
    }
  }

  #release(stream: Stream): void {
    const watched = stream[WATCHED]!;
    if (watched.isReceived) return;
    watched.isReceived = true;
    this.#receiving--;
    this.#limits.receiving.giveBack(countedOf(stream[RECEIVED] ?? 0));
  }

  #endIfSlow(stream: Stream, { sinceMs }: Watched, nowMs: number): void {
    const { requestTimeoutMs } = this.#limits;
    if (nowMs - sinceMs < requestTimeoutMs) return;
    const message = `The request did not come to its end within ${requestTimeoutMs} ms (REQUEST_TIMEOUT_MS).`;
    this.#refuse(stream, new ServingError('deadline-exceeded', message));
  }

  #endIfStuck(stream: Stream, watched: Watched, nowMs: number): void {
    const unsent = stream.bufferSize;
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
function writtenBy({ session }: Stream): number {
  return session === undefined || session.destroyed ? 0 : session.socket.bytesWritten;
}
