import { connect, type Socket } from 'node:net';
import {
  CANCEL,
  decodeSettings,
  encodeFrame,
  encodeSettings,
  FLAG,
  FRAME,
  FrameReader,
  uint32,
  type Frame,
} from './frames';
import { Exchange, type Answer } from './exchange';
import { findGrpcStatus } from './header-block';
import { RequestFrames, type Call } from './request-frames';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const SETTING = { HEADER_TABLE_SIZE: 1, ENABLE_PUSH: 2, INITIAL_WINDOW_SIZE: 4, MAX_FRAME_SIZE: 5 } as const;
const MAX_WINDOW_BYTES = 2 ** 31 - 1;
const DEFAULT_WINDOW_BYTES = 65_535;
/** One less than what every server takes: four such frames fill a window of the default size, and not three. */
const DEFAULT_FRAME_BYTES = 16_383;
const MAX_FRAME_BYTES = 2 ** 20;
const READ_BUFFER_BYTES = 256 * 1024;
/** Writes below this are joined: copying is cheaper than handing over one by one. */
const JOIN_BELOW_BYTES = 64 * 1024;
const DEADLINE_EXCEEDED = 4;

/**
 * One HTTP/2 connection that makes the same unary gRPC call again and again, and does nothing else: a load generator must
 * cost less than what it measures. The request is encoded once; answers are counted, not decoded.
 */
export class Connection {
  readonly #call: Call;
  readonly #socket: Socket;
  readonly #fail: (problem: Error) => void;
  readonly #reader = new FrameReader();
  readonly #exchanges = new Map<number, Exchange>();
  readonly #free: RequestFrames[] = [];
  #template: RequestFrames | undefined;
  #unsent: Exchange[] = [];
  #control: Buffer[] = [];
  #isFlushDue = false;
  #nextStream = 1;
  #window = DEFAULT_WINDOW_BYTES;
  #streamWindow = DEFAULT_WINDOW_BYTES;
  #received = 0;
  #isOpen = true;
  #greeted: () => void = () => undefined;

  private constructor(port: number, call: Call, fail: (problem: Error) => void) {
    this.#call = call;
    this.#fail = fail;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: Buffer.alloc(READ_BUFFER_BYTES), callback: (bytes, buffer) => this.#read(bytes, buffer) },
    });
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(new Error('The server closed the connection.')));
    const settings = { [SETTING.HEADER_TABLE_SIZE]: 0, [SETTING.ENABLE_PUSH]: 0 };
    this.#control.push(PREFACE, encodeSettings({ ...settings, [SETTING.INITIAL_WINDOW_SIZE]: MAX_WINDOW_BYTES }));
    this.#widenWindow(MAX_WINDOW_BYTES - DEFAULT_WINDOW_BYTES);
  }

  /**
   * Connects, and waits for the server's settings.
   *
   * @param fail is told when the connection breaks later
   */
  static open(port: number, call: Call, fail: (problem: Error) => void): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const failed = (problem: Error) => {
        reject(problem);
        fail(problem);
      };
      const connection = new Connection(port, call, failed);
      connection.#greeted = () => resolve(connection);
    });
  }

  get callsUnderWay(): number {
    return this.#exchanges.size;
  }

  /** Makes the call; `end` hears of its end, and may make the next one at once. */
  call(end: (answer: Answer) => void): void {
    const frames = this.#free.pop() ?? this.#template!.copy();
    const stream = this.#nextStream;
    this.#nextStream += 2;
    const exchange = new Exchange(stream, frames, this.#streamWindow, end);
    this.#exchanges.set(stream, exchange);
    this.#unsent.push(exchange);
    this.#flushSoon();
  }

  /** Gives up the calls that began before a moment, as a client does whose deadline has passed. */
  cancelBefore(atMs: number): void {
    for (const exchange of this.#exchanges.values()) {
      if (exchange.startMs >= atMs) return;
      this.#cancelStream(exchange.stream);
      this.#finish(exchange, DEADLINE_EXCEEDED);
    }
  }

  close(): void {
    this.#isOpen = false;
    this.#socket.destroy();
  }

  #end(problem: Error): void {
    if (!this.#isOpen) return;
    this.close();
    this.#fail(problem);
  }

  #read(bytes: number, buffer: Uint8Array): boolean {
    try {
      this.#reader.read(Buffer.from(buffer.buffer, buffer.byteOffset, bytes), (frame) => this.#take(frame));
    } catch (thrown) {
      this.#end(thrown as Error);
    }
    return true;
  }

  #take(frame: Frame): void {
    const { type, flags, payload } = frame;
    if (type === FRAME.DATA || type === FRAME.HEADERS) this.#takeAnswer(frame);
    else if (type === FRAME.WINDOW_UPDATE) this.#takeWindow(frame);
    else if (type === FRAME.SETTINGS && (flags & FLAG.ACK) === 0) this.#takeSettings(payload);
    else if (type === FRAME.PING && (flags & FLAG.ACK) === 0) {
      this.#send(encodeFrame(FRAME.PING, FLAG.ACK, 0, payload));
    } else if (type === FRAME.GOAWAY) {
      throw new Error('The server takes no more calls on this connection (GOAWAY).');
    } else if (type === FRAME.RST_STREAM) {
      const exchange = this.#exchanges.get(frame.stream);
      if (exchange !== undefined) this.#finish(exchange, exchange.status ?? 'reset');
    }
  }

  #takeAnswer({ type, flags, stream, payload }: Frame): void {
    if (type === FRAME.DATA) this.#countReceived(payload.length);
    const exchange = this.#exchanges.get(stream);
    if (exchange === undefined) return;
    if (type === FRAME.DATA) exchange.bytes += payload.length;
    else {
      const plain = FLAG.END_HEADERS | FLAG.PADDED | FLAG.PRIORITY;
      if ((flags & plain) !== FLAG.END_HEADERS) throw new Error('The load generator cannot read such a HEADERS frame.');
      exchange.status ??= findGrpcStatus(payload);
    }
    if ((flags & FLAG.END_STREAM) === 0) return;
    if (!exchange.isSent) this.#cancelStream(stream);
    this.#finish(exchange, exchange.status ?? 'reset');
  }

  #finish(exchange: Exchange, status: Answer['status']): void {
    const { stream, startMs, bytes, isSent, end } = exchange;
    this.#exchanges.delete(stream);
    if (!isSent) this.#unsent = this.#unsent.filter((each) => each !== exchange);
    this.#reuse(exchange);
    end({ status, bytes, latencyMs: performance.now() - startMs });
  }

  #takeWindow({ stream, payload }: Frame): void {
    const more = payload.readUInt32BE(0);
    if (stream === 0) this.#window += more;
    else {
      const exchange = this.#exchanges.get(stream);
      if (exchange !== undefined) exchange.window += more;
    }
    if (this.#unsent.length > 0) this.#flushSoon();
  }

  #takeSettings(payload: Buffer): void {
    const settings = decodeSettings(payload);
    const window = settings.get(SETTING.INITIAL_WINDOW_SIZE) ?? this.#streamWindow;
    for (const exchange of this.#exchanges.values()) exchange.window += window - this.#streamWindow;
    this.#streamWindow = window;
    const frameBytes = Math.min(settings.get(SETTING.MAX_FRAME_SIZE) ?? 0, MAX_FRAME_BYTES);
    this.#template ??= RequestFrames.of(this.#call, Math.max(frameBytes - 1, DEFAULT_FRAME_BYTES));
    this.#send(encodeFrame(FRAME.SETTINGS, FLAG.ACK, 0, Buffer.alloc(0)));
    this.#greeted();
  }

  #countReceived(bytes: number): void {
    this.#received += bytes;
    if (this.#received > MAX_WINDOW_BYTES / 2) this.#widenWindow(this.#received);
  }

  #widenWindow(bytes: number): void {
    this.#received = 0;
    this.#send(encodeFrame(FRAME.WINDOW_UPDATE, 0, 0, uint32(bytes)));
  }

  #cancelStream(stream: number): void {
    this.#send(encodeFrame(FRAME.RST_STREAM, 0, stream, uint32(CANCEL)));
  }

  #send(control: Buffer): void {
    this.#control.push(control);
    this.#flushSoon();
  }

  /** Once for everything that one read has caused. */
  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushDue = false;
    const pieces: { readonly bytes: Buffer; readonly exchange?: Exchange }[] = this.#control.map((bytes) => ({
      bytes,
    }));
    this.#control = [];
    this.#unsent = this.#unsent.filter((exchange) => {
      const { bytes, counted } = exchange.takeFrames(this.#window);
      this.#window -= counted;
      if (bytes.length > 0) pieces.push({ bytes, exchange });
      return !exchange.isSent;
    });
    const total = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (total === 0 || !this.#isOpen) return;
    if (total < JOIN_BELOW_BYTES) {
      this.#socket.write(Buffer.concat(pieces.map(({ bytes }) => bytes)));
      return;
    }
    this.#socket.cork();
    for (const { bytes, exchange } of pieces) this.#write(bytes, exchange);
    this.#socket.uncork();
  }

  #write(bytes: Buffer, exchange: Exchange | undefined): void {
    if (exchange === undefined) {
      this.#socket.write(bytes);
      return;
    }
    exchange.heldWrites++;
    this.#socket.write(bytes, () => {
      exchange.heldWrites--;
      if (!this.#exchanges.has(exchange.stream)) this.#reuse(exchange);
    });
  }

  /** Once the call has ended and the socket has let go of the frames. */
  #reuse({ isSent, heldWrites, frames }: Exchange): void {
    if (isSent && heldWrites === 0) this.#free.push(frames);
  }
}
