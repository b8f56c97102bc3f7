import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs';

/** Where Linux keeps files in memory. */
const FOLDER = '/dev/shm';

/** A part of the area, in bytes from its beginning. */
export interface Region {
  readonly at: number;
  readonly length: number;
}

/**
 * Memory that the server and one worker share, for what is too large for a socket: an unlinked file in memory that the
 * worker inherits as a descriptor, so that nothing is left behind however either of them ends. Read and written in place:
 * less than half of what the same bytes cost through a socket. Only memory that was ever used is taken.
 */
export class PayloadArea {
  /** In order, and never overlapping. */
  readonly #used: Region[] = [];

  private constructor(
    readonly descriptor: number,
    private readonly capacity: number,
  ) {}

  /** @returns undefined where the system has no such files, or has no room for one */
  static create(capacity: number): PayloadArea | undefined {
    if (capacity === 0) return undefined;
    const path = `${FOLDER}/model-worker-${randomUUID()}`;
    try {
      const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
      unlinkSync(path);
      return new PayloadArea(descriptor, capacity);
    } catch {
      return undefined;
    }
  }

  /**
   * Copies the parts into a free region, one after the other.
   *
   * @returns undefined when there is no room for them; the region must be freed
   */
  write(parts: readonly Uint8Array[], length: number): Region | undefined {
    const region = this.#allocate(length);
    if (region === undefined) return undefined;
    try {
      writeRegion(this.descriptor, region.at, parts);
      return region;
    } catch {
      // A container's memory file system may be smaller than the area.
      this.free(region);
      return undefined;
    }
  }

  read(region: Region): Buffer {
    return readRegion(this.descriptor, region);
  }

  free(region: Region): void {
    const index = this.#used.indexOf(region);
    if (index !== -1) this.#used.splice(index, 1);
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** The first gap that is wide enough; a worker holds too few pieces of work for anything cleverer. */
  #allocate(length: number): Region | undefined {
    let at = 0;
    let index = 0;
    for (const used of this.#used) {
      if (used.at - at >= length) break;
      at = used.at + used.length;
      index++;
    }
    if (at + length > this.capacity) return undefined;
    const region = { at, length };
    this.#used.splice(index, 0, region);
    return region;
  }
}

export function writeRegion(descriptor: number, at: number, parts: readonly Uint8Array[]): void {
  let position = at;
  for (const part of parts) {
    for (let done = 0; done < part.byteLength;) {
      const written = writeSync(descriptor, part, done, part.byteLength - done, position);
      done += written;
      position += written;
    }
  }
}

/**
 * The region's bytes, in memory that begins where every kind of number may begin.
 *
 * @param into memory to read them into, when it is large enough; default: memory of their own
 */
export function readRegion(descriptor: number, { at, length }: Region, into?: Buffer): Buffer {
  const bytes =
    into !== undefined && into.byteLength >= length ? into.subarray(0, length) : Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length;) {
    const read = readSync(descriptor, bytes, done, length - done, at + done);
    if (read === 0) throw new Error(`The payload area ends after ${done} of ${length} bytes.`);
    done += read;
  }
  return bytes;
}
