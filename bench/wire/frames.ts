/** The frames of HTTP/2 (RFC 9113, section 6) that a gRPC client meets. */
export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
} as const;

export const FLAG = { END_STREAM: 0x1, ACK: 0x1, END_HEADERS: 0x4, PADDED: 0x8, PRIORITY: 0x20 } as const;

export const FRAME_HEADER_BYTES = 9;

export const CANCEL = 8;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  /** Valid until the reader is given the next bytes. */
  readonly payload: Buffer;
}

/** Writes a frame's header in front of its payload. */
export function writeFrameHeader(into: Buffer, at: number, { type, flags, stream, length }: FrameHeader): void {
  into.writeUIntBE(length, at, 3);
  into[at + 3] = type;
  into[at + 4] = flags;
  into.writeUInt32BE(stream, at + 5);
}

interface FrameHeader {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly length: number;
}

export function encodeFrame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payload.length);
  writeFrameHeader(frame, 0, { type, flags, stream, length: payload.length });
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

/** A number as the payload of WINDOW_UPDATE and RST_STREAM. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function encodeSettings(settings: Readonly<Record<number, number>>): Buffer {
  const entries = Object.entries(settings);
  const payload = Buffer.allocUnsafe(entries.length * 6);
  entries.forEach(([id, value], index) => {
    payload.writeUInt16BE(Number(id), index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  });
  return encodeFrame(FRAME.SETTINGS, 0, 0, payload);
}

export function decodeSettings(payload: Buffer): Map<number, number> {
  const settings = new Map<number, number>();
  for (let at = 0; at + 6 <= payload.length; at += 6)
    settings.set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
  return settings;
}

/** Cuts what a socket reads into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @param chunk may be overwritten afterwards */
  read(chunk: Buffer, take: (frame: Frame) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at + FRAME_HEADER_BYTES <= bytes.length) {
      const end = at + FRAME_HEADER_BYTES + bytes.readUIntBE(at, 3);
      if (end > bytes.length) break;
      const payload = bytes.subarray(at + FRAME_HEADER_BYTES, end);
      take({ type: bytes[at + 3]!, flags: bytes[at + 4]!, stream: bytes.readUInt32BE(at + 5) & 0x7fffffff, payload });
      at = end;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }
}
