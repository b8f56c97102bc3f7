/**
 * The framing between the server and its worker processes: `u32 header length, u32 body length`, little-endian, then the
 * header and the body as they are. Bytes of inputs and outputs travel in the body.
 */
const PREFIX_BYTES = 8;

/** The body begins at a multiple of this, so that typed arrays can stand on a tensor's bytes without a copy. */
const ALIGNMENT_BYTES = 8;

/** Below this, one copy is cheaper than several writes. */
const COALESCE_BELOW_BYTES = 16 * 1024;

/** The frame as buffers to be written in this order. */
export function encodeFrame(header: Uint8Array, body: readonly Uint8Array[]): Uint8Array[] {
  const headEnd = PREFIX_BYTES + aligned(header.byteLength);
  let bodyLength = 0;
  for (const part of body) bodyLength += part.byteLength;
  const isOnePiece = bodyLength < COALESCE_BELOW_BYTES;
  const frame = Buffer.allocUnsafe(isOnePiece ? headEnd + bodyLength : headEnd);
  frame.writeUInt32LE(header.byteLength, 0);
  frame.writeUInt32LE(bodyLength, 4);
  frame.set(header, PREFIX_BYTES);
  if (!isOnePiece) return [frame, ...body];
  let at = headEnd;
  for (const part of body) {
    frame.set(part, at);
    at += part.byteLength;
  }
  return [frame];
}

/** Turns chunks of a byte stream back into frames, each in memory of its own. */
export class FrameReader {
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  #prefixFilled = 0;
  #payload: Buffer | undefined;
  #payloadFilled = 0;

  /** @param onFrame called with every frame that a chunk completes */
  constructor(private readonly onFrame: (header: Buffer, body: Buffer) => void) {}

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at += this.#payload === undefined ? this.#fillPrefix(chunk, at) : this.#fillPayload(this.#payload, chunk, at);
      if (this.#payload !== undefined && this.#payloadFilled === this.#payload.length) this.#finish(this.#payload);
    }
  }

  #fillPrefix(chunk: Buffer, at: number): number {
    const taken = chunk.copy(this.#prefix, this.#prefixFilled, at);
    this.#prefixFilled += taken;
    if (this.#prefixFilled === PREFIX_BYTES) {
      this.#payload = Buffer.allocUnsafe(aligned(this.#prefix.readUInt32LE(0)) + this.#prefix.readUInt32LE(4));
      this.#payloadFilled = 0;
    }
    return taken;
  }

  #fillPayload(payload: Buffer, chunk: Buffer, at: number): number {
    const taken = chunk.copy(payload, this.#payloadFilled, at);
    this.#payloadFilled += taken;
    return taken;
  }

  #finish(payload: Buffer): void {
    const headerLength = this.#prefix.readUInt32LE(0);
    this.#payload = undefined;
    this.#prefixFilled = 0;
    this.onFrame(payload.subarray(0, headerLength), payload.subarray(aligned(headerLength)));
  }
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}
