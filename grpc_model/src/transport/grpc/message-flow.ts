import type { ServerHttp2Stream } from 'node:http2';
import { performance } from 'node:perf_hooks';
import { ServingError, toServingError } from '../../core/errors';
import { countedOf, type ByteBudget } from '../byte-budget';
import { inflate, type Compression } from '../inflate';

export interface FlowLimits {
  /** Of one message, inflated. */
  readonly maxMessageBytes: number;
  /** How long a client may take to send one whole message. */
  readonly requestTimeoutMs: number;
  /** Of all requests. */
  readonly receiving: ByteBudget;
}

type Stream = Pick<ServerHttp2Stream, 'on' | 'pause'>;

const flows = new WeakMap<object, MessageFlow>();

/** The flow of an HTTP/2 stream; undefined when it carries one message alone. */
export function messageFlowOf(stream: unknown): MessageFlow | undefined {
  return typeof stream === 'object' && stream !== null ? flows.get(stream) : undefined;
}

/**
 * What of an endless stream of messages has arrived. Its bytes count until the message that they belong to is over, and a
 * message that has begun must come to its end in time; how long the client pauses between two is its own business.
 */
export class MessageFlow {
  readonly #limits: FlowLimits;
  readonly #stream: Stream;
  #refuse: (error: ServingError) => void;
  /** Bytes of messages that are there, or have begun to be, and what of these is counted. */
  #held = 0;
  #counted = 0;
  /** Bytes of a message that is not there yet, and since when they wait for the others. */
  #partial = 0;
  #partialSinceMs = 0;
  #isWanted = true;
  #isOver = false;

  /** @param refuse ends the stream, until {@link onRefused} says how */
  constructor(stream: Stream, limits: FlowLimits, refuse: (error: ServingError) => void) {
    this.#stream = stream;
    this.#limits = limits;
    this.#refuse = refuse;
    flows.set(stream, this);
    stream.on('data', (piece: Buffer) => this.#arrived(piece.byteLength));
    stream.on('close', () => this.#close());
  }

  get heldBytes(): number {
    return this.#held;
  }

  /** From now on, this ends the stream with a reason. */
  onRefused(refuse: (error: ServingError) => void): void {
    this.#refuse = refuse;
  }

  /** Whether the server wants another message. While it does not, nobody can be late. */
  want(isWanted: boolean): void {
    this.#isWanted = isWanted;
    this.#partialSinceMs = performance.now();
  }

  /**
   * A message is there.
   *
   * @param bytes that arrived for it
   * @param compression undefined: it is not compressed
   */
  complete(contents: Buffer, bytes: number, compression: Compression | undefined): StreamMessage {
    this.#partial -= bytes;
    this.#partialSinceMs = performance.now();
    return new StreamMessage(this, contents, bytes, compression);
  }

  /** Inflates a message within the bounds; what comes out counts, too. */
  async inflate(compressed: Buffer, compression: Compression): Promise<Buffer> {
    const { maxMessageBytes } = this.#limits;
    const parts: Buffer[] = [];
    let length = 0;
    try {
      await inflate(compressed, compression, (part) => {
        if (this.#isOver) throw new ServingError('cancelled', 'The stream is over.');
        if (length + part.byteLength > maxMessageBytes) {
          const message = `The message becomes more than ${maxMessageBytes} bytes (MAX_MESSAGE_BYTES).`;
          throw new ServingError('too-large', message);
        }
        this.#hold(part.byteLength);
        length += part.byteLength;
        parts.push(part);
      });
      return Buffer.concat(parts, length);
    } catch (thrown) {
      this.letGo(length);
      if (thrown instanceof ServingError) throw thrown;
      const message = `The message is no ${compression}, though it says so.`;
      throw new ServingError('invalid-argument', message, { cause: thrown });
    }
  }

  /** Bytes are held no longer. */
  letGo(bytes: number): void {
    if (this.#isOver) return;
    this.#held -= bytes;
    const free = this.#counted - countedOf(this.#held);
    this.#counted -= free;
    this.#limits.receiving.giveBack(free);
  }

  /** Ends the stream when a message of it takes too long. */
  endIfSlow(nowMs: number): void {
    const { requestTimeoutMs } = this.#limits;
    if (this.#isOver || !this.#isWanted || this.#partial <= 0) return;
    if (nowMs - this.#partialSinceMs < requestTimeoutMs) return;
    const message = `A message of the stream did not come to its end within ${requestTimeoutMs} ms (REQUEST_TIMEOUT_MS).`;
    this.#end(new ServingError('deadline-exceeded', message));
  }

  #arrived(bytes: number): void {
    if (this.#isOver) return;
    if (this.#partial === 0) this.#partialSinceMs = performance.now();
    this.#partial += bytes;
    try {
      this.#hold(bytes);
    } catch (thrown) {
      this.#end(toServingError(thrown));
    }
  }

  #hold(bytes: number): void {
    const more = countedOf(this.#held + bytes) - this.#counted;
    if (more > 0) this.#limits.receiving.take(more, this.#counted);
    this.#counted += more;
    this.#held += bytes;
  }

  #end(error: ServingError): void {
    this.#close();
    // Nothing more is read while the reason waits to leave.
    this.#stream.pause();
    this.#refuse(error);
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#limits.receiving.giveBack(this.#counted);
  }
}

/** A message of a stream, as it arrived. Its bytes count until it is released. */
export class StreamMessage {
  readonly #flow: MessageFlow;
  #heldBytes: number;

  constructor(
    flow: MessageFlow,
    private readonly contents: Buffer,
    heldBytes: number,
    private readonly compression: Compression | undefined,
  ) {
    this.#flow = flow;
    this.#heldBytes = heldBytes;
  }

  /**
   * Its bytes, inflated where they are compressed: only now, since a packet may hold thousands of small messages that become
   * large ones.
   *
   * @throws ServingError when it cannot be inflated, or not within the bounds
   */
  bytes(): Buffer | Promise<Buffer> {
    return this.compression === undefined ? this.contents : this.#inflated(this.compression);
  }

  release(): void {
    this.#flow.letGo(this.#heldBytes);
    this.#heldBytes = 0;
  }

  async #inflated(compression: Compression): Promise<Buffer> {
    const bytes = await this.#flow.inflate(this.contents, compression);
    this.#heldBytes += bytes.byteLength;
    return bytes;
  }
}
