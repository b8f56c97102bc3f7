import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';

/** How bytes may be compressed; `deflate` is a zlib stream (RFC 1950), or, as some clients send it, a raw one (RFC 1951). */
export type Compression = 'gzip' | 'deflate';

/**
 * Inflates away from the event loop.
 *
 * @param onPart gets what comes out, part by part; what it throws ends the inflation, and rejects
 * @returns rejects with {@link BrokenCompression} when the bytes are not what they are said to be
 */
export function inflate(compressed: Buffer, compression: Compression, onPart: (part: Buffer) => void): Promise<void> {
  const inflater = inflaterOf(compressed, compression);
  return new Promise((resolve, reject) => {
    inflater.on('data', (part: Buffer) => {
      try {
        onPart(part);
      } catch (thrown) {
        inflater.destroy();
        reject(thrown);
      }
    });
    inflater.on('error', (error) => reject(new BrokenCompression(compression, error)));
    inflater.on('end', resolve);
    inflater.end(compressed);
  });
}

/** Bytes that are not compressed as they are said to be. */
export class BrokenCompression extends Error {
  constructor(compression: Compression, cause: unknown) {
    super(`is no ${compression}, though it says so`, { cause });
  }
}

function inflaterOf(compressed: Buffer, compression: Compression) {
  if (compression === 'gzip') return createGunzip();
  return hasZlibHeader(compressed) ? createInflate() : createInflateRaw();
}

/** RFC 1950, 2.2: the method is 8, and the first two bytes are a multiple of 31. */
function hasZlibHeader(bytes: Buffer): boolean {
  return bytes.byteLength >= 2 && (bytes[0]! & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}
