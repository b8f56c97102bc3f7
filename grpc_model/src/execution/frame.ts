/**
 * The framing between the server and its worker processes: `u32 header length, u32 body length`, little-endian, then the
 * header as JSON and the body as it is. Bytes of inputs and outputs travel in the body, never inside JSON.
 */
const PREFIX_BYTES = 8;

/** The body begins at a multiple of this, so that typed arrays can stand on a tensor's bytes without a copy. */
const ALIGNMENT_BYTES = 8;

/** Below this, one copy is cheaper than several writes. */
const COALESCE_BELOW_BYTES = 16 * 1024;

/** The frame as buffers to be written in this order. */
export function encodeFrame(header: unknown, body: readonly Uint8Array[]): Uint8Array[] {
  const json = JSON.stringify(header);
  // Spaces behind it mean nothing to JSON.
  const padding = -Buffer.byteLength(json) & (ALIGNMENT_BYTES - 1);
  const headerBytes = Buffer.from(json + ' '.repeat(padding));
  const bodyLength = body.reduce((total, part) => total + part.byteLength, 0);
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  prefix.writeUInt32LE(headerBytes.length, 0);
  prefix.writeUInt32LE(bodyLength, 4);
  const parts = [prefix, headerBytes, ...body];
  return bodyLength < COALESCE_BELOW_BYTES ? [Buffer.concat(parts)] : parts;
}

export interface Frame {
  readonly header: unknown;
  readonly body: Buffer;
}

/** Turns chunks of a byte stream back into frames, each in memory of its own. */
export class FrameReader {
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  #prefixFilled = 0;
  #payload: Buffer | undefined;
  #payloadFilled = 0;

  /** Takes the next chunk and yields the frames that it completes. */
  *push(chunk: Uint8Array): Generator<Frame> {
    let at = 0;
    while (at < chunk.length) {
      at += this.#payload === undefined ? this.#fillPrefix(chunk, at) : this.#fillPayload(this.#payload, chunk, at);
      if (this.#payload !== undefined && this.#payloadFilled === this.#payload.length) yield this.#take(this.#payload);
    }
  }

  #fillPrefix(chunk: Uint8Array, at: number): number {
    const taken = Math.min(PREFIX_BYTES - this.#prefixFilled, chunk.length - at);
    this.#prefix.set(chunk.subarray(at, at + taken), this.#prefixFilled);
    this.#prefixFilled += taken;
    if (this.#prefixFilled === PREFIX_BYTES) {
      this.#payload = Buffer.allocUnsafe(this.#prefix.readUInt32LE(0) + this.#prefix.readUInt32LE(4));
      this.#payloadFilled = 0;
    }
    return taken;
  }

  #fillPayload(payload: Buffer, chunk: Uint8Array, at: number): number {
    const taken = Math.min(payload.length - this.#payloadFilled, chunk.length - at);
    payload.set(chunk.subarray(at, at + taken), this.#payloadFilled);
    this.#payloadFilled += taken;
    return taken;
  }

  #take(payload: Buffer): Frame {
    const headerLength = this.#prefix.readUInt32LE(0);
    this.#payload = undefined;
    this.#prefixFilled = 0;
    return {
      header: JSON.parse(payload.toString('utf8', 0, headerLength)),
      body: payload.subarray(headerLength),
    };
  }
}
