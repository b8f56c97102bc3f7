import { connect, type Socket } from 'node:net';
import type { Answer } from './exchange';
import type { Call } from './request-frames';

const READ_BUFFER_BYTES = 256 * 1024;
const HEAD_END = '\r\n\r\n';
const MAX_HEAD_BYTES = 16 * 1024;

/** HTTP/1.1 connections that make the same POST again and again, as many calls at a time as there are connections. */
export class HttpConnection {
  readonly #lanes: readonly Lane[];
  readonly #free: Lane[];

  private constructor(lanes: readonly Lane[]) {
    this.#lanes = lanes;
    this.#free = [...lanes];
  }

  /** @param fail is told when a connection breaks */
  static async open(port: number, call: Call, lanes: number, fail: (problem: Error) => void): Promise<HttpConnection> {
    const request = requestOf(call);
    return new HttpConnection(await Promise.all(Array.from({ length: lanes }, () => Lane.open(port, request, fail))));
  }

  get callsUnderWay(): number {
    return this.#lanes.length - this.#free.length;
  }

  /** Makes the call; `end` hears of its end, and may make the next one at once. An answer of 200 has status 0. */
  call(end: (answer: Answer) => void): void {
    const lane = this.#free.pop();
    if (lane === undefined) throw new Error('Every connection has a call under way.');
    lane.call((answer) => {
      this.#free.push(lane);
      end(answer);
    });
  }

  close(): void {
    for (const lane of this.#lanes) lane.close();
  }
}

function requestOf({ path, headers, message }: Call): Buffer {
  const fields = { host: '127.0.0.1', ...headers, 'content-length': String(message.length) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), message]);
}

/** One connection, with one call at a time. */
class Lane {
  readonly #socket: Socket;
  readonly #request: Buffer;
  readonly #fail: (problem: Error) => void;
  #end: ((answer: Answer) => void) | undefined;
  #startMs = 0;
  #head = '';
  #status: Answer['status'] = 'reset';
  #bodyBytes = 0;
  /** Of the body; undefined while the head is not whole. */
  #missing: number | undefined;
  #isOpen = true;

  private constructor(port: number, request: Buffer, fail: (problem: Error) => void) {
    this.#request = request;
    this.#fail = fail;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: Buffer.alloc(READ_BUFFER_BYTES), callback: (bytes, buffer) => this.#read(bytes, buffer) },
    });
    this.#socket.on('error', (error) => this.#break(error));
    this.#socket.on('close', () => this.#break(new Error('The server closed the connection.')));
  }

  static open(port: number, request: Buffer, fail: (problem: Error) => void): Promise<Lane> {
    return new Promise((resolve, reject) => {
      const failed = (problem: Error) => {
        reject(problem);
        fail(problem);
      };
      const lane = new Lane(port, request, failed);
      lane.#socket.once('connect', () => resolve(lane));
    });
  }

  call(end: (answer: Answer) => void): void {
    this.#end = end;
    this.#startMs = performance.now();
    this.#socket.write(this.#request);
  }

  close(): void {
    this.#isOpen = false;
    this.#socket.destroy();
  }

  #break(problem: Error): void {
    if (!this.#isOpen) return;
    this.close();
    this.#fail(problem);
  }

  #read(bytes: number, buffer: Uint8Array): boolean {
    let bodyPart = bytes;
    if (this.#missing === undefined) {
      this.#head += Buffer.from(buffer.buffer, buffer.byteOffset, bytes).toString('latin1');
      const end = this.#head.indexOf(HEAD_END);
      if (end === -1) {
        if (this.#head.length > MAX_HEAD_BYTES) this.#break(new Error('The head of the answer has no end.'));
        return true;
      }
      bodyPart = this.#head.length - end - HEAD_END.length;
      this.#takeHead(this.#head.slice(0, end));
      this.#head = '';
    }
    if (this.#missing !== undefined) this.#missing -= bodyPart;
    if (this.#missing === 0) this.#finish();
    return true;
  }

  #takeHead(head: string): void {
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#break(new Error('The answer has no content-length, which the load generator reads it by.'));
      return;
    }
    this.#status = status === 200 ? 0 : status;
    this.#bodyBytes = Number(length);
    this.#missing = this.#bodyBytes;
  }

  #finish(): void {
    this.#missing = undefined;
    const answer = { status: this.#status, bytes: this.#bodyBytes, latencyMs: performance.now() - this.#startMs };
    this.#end?.(answer);
  }
}
