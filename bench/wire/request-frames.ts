import { encodeHeaderBlock } from './header-block';
import { FLAG, FRAME, FRAME_HEADER_BYTES, writeFrameHeader } from './frames';

const GRPC_PREFIX_BYTES = 5;

export interface Call {
  /** For example `/ModzyModel/Run`. */
  readonly path: string;
  /** Further request headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly message: Buffer;
}

/** A unary gRPC request as it goes over the wire: one HEADERS frame, then DATA frames. */
export class RequestFrames {
  /** Where each frame begins, and the end of the last one. */
  readonly starts: readonly number[];
  readonly bytes: Buffer;

  private constructor(bytes: Buffer, starts: readonly number[]) {
    this.bytes = bytes;
    this.starts = starts;
  }

  /** @param maxPayloadBytes the largest frame that the server takes */
  static of({ path, headers, message }: Call, maxPayloadBytes: number): RequestFrames {
    const block = encodeHeaderBlock({
      ':method': 'POST',
      ':scheme': 'http',
      ':path': path,
      ':authority': '127.0.0.1',
      te: 'trailers',
      'content-type': 'application/grpc',
      ...headers,
    });
    const body = Buffer.alloc(GRPC_PREFIX_BYTES + message.length);
    body.writeUInt32BE(message.length, 1);
    message.copy(body, GRPC_PREFIX_BYTES);

    const frames = Math.ceil(body.length / maxPayloadBytes);
    const bytes = Buffer.alloc(block.length + body.length + (frames + 1) * FRAME_HEADER_BYTES);
    const starts = [0];
    let at = 0;
    const add = (type: number, flags: number, payload: Buffer) => {
      writeFrameHeader(bytes, at, { type, flags, stream: 0, length: payload.length });
      payload.copy(bytes, at + FRAME_HEADER_BYTES);
      at += FRAME_HEADER_BYTES + payload.length;
      starts.push(at);
    };
    add(FRAME.HEADERS, FLAG.END_HEADERS, block);
    for (let index = 0; index < frames; index++) {
      const payload = body.subarray(index * maxPayloadBytes, (index + 1) * maxPayloadBytes);
      add(FRAME.DATA, index === frames - 1 ? FLAG.END_STREAM : 0, payload);
    }
    return new RequestFrames(bytes, starts);
  }

  /** A copy whose frames belong to no stream yet: writing one again costs a number in each frame. */
  copy(): RequestFrames {
    return new RequestFrames(Buffer.from(this.bytes), this.starts);
  }

  setStream(stream: number): void {
    for (let index = 0; index < this.starts.length - 1; index++) {
      this.bytes.writeUInt32BE(stream, this.starts[index]! + 5);
    }
  }
}
