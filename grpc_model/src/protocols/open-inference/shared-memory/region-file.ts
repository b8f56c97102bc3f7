import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ServingError, type ErrorCode } from '../../../core/errors';
import { printable } from '../infer/printable';

/** The longest name of a file. */
const MAX_NAME_BYTES = 255;

/** Nobody is led elsewhere by a link, nor waits for whoever is at the other end of a pipe. */
const FLAGS = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What is read or written without a pause: a megabyte takes about half a millisecond. */
const SLICE_BYTES = 2 ** 20;

/** What is not the caller's fault. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'not-found',
  EMFILE: 'resource-exhausted',
  ENFILE: 'resource-exhausted',
};

/**
 * The file of a POSIX shared memory object. It is read and written by position and never mapped, so that one that is cut off
 * by whoever owns it is an error of one call, and not the server's death.
 */
export class RegionFile {
  /** Reads and writes that are under way: until they are over, its descriptor must not become another file's. */
  #users = 0;
  #isClosing = false;

  private constructor(private readonly descriptor: number) {}

  /**
   * @param folder where the system keeps such objects
   * @param key the object's name, with or without the slash before it
   * @throws ServingError when there is none, or it is anything but an ordinary file
   */
  static open(folder: string, key: string): RegionFile {
    const name = key.startsWith('/') ? key.slice(1) : key;
    if (!isFileName(name)) {
      const help = 'Expected the name of a POSIX shared memory object, at most 255 bytes without a further slash.';
      throw new ServingError('invalid-argument', `Invalid shared memory region: '${printable(key)}'. ${help}`);
    }
    const file = new RegionFile(openFile(join(folder, name), key));
    if (file.#stat().isFile()) return file;
    file.close();
    throw new ServingError(
      'invalid-argument',
      `Invalid shared memory region: '${printable(key)}'. It is no ordinary file.`,
    );
  }

  get byteSize(): number {
    return this.#stat().size;
  }

  /** @returns as many bytes as there are, at most so many, where every kind of number may begin */
  async read(at: number, length: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafeSlow(length);
    const done = await this.#inSlices(length, (from, count) =>
      readSync(this.descriptor, bytes, from, count, at + from),
    );
    return bytes.subarray(0, done);
  }

  /** @returns how many bytes there was room for: the file does not become longer */
  async write(at: number, bytes: Uint8Array): Promise<number> {
    const length = bytes.byteLength;
    return this.#inSlices(length, (from, count) =>
      this.byteSize < at + length ? 0 : writeSync(this.descriptor, bytes, from, count, at + from),
    );
  }

  /** Lets go of the file when nothing is read or written any longer. */
  close(): void {
    this.#isClosing = true;
    if (this.#users === 0) closeSync(this.descriptor);
  }

  /**
   * @param move reads or writes so many bytes from there on, and returns how many it has; 0: there are no more
   * @returns how many it has moved
   */
  async #inSlices(length: number, move: (from: number, count: number) => number): Promise<number> {
    this.#users++;
    try {
      let done = 0;
      while (done < length) {
        const moved = move(done, Math.min(SLICE_BYTES, length - done));
        if (moved === 0) break;
        done += moved;
        if (done < length) await nextTurn();
      }
      return done;
    } finally {
      this.#users--;
      if (this.#isClosing && this.#users === 0) closeSync(this.descriptor);
    }
  }

  #stat() {
    return fstatSync(this.descriptor);
  }
}

function openFile(path: string, key: string): number {
  try {
    return openSync(path, FLAGS);
  } catch (cause) {
    const reason = systemCodeOf(cause);
    const code = CODES[reason] ?? 'invalid-argument';
    throw new ServingError(code, `Unable to open shared memory region: '${printable(key)}' (${reason})`, { cause });
  }
}

/** What the system calls an error, for example `ENOSPC`. */
export function systemCodeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : 'unknown';
}

function isFileName(name: string): boolean {
  return (
    name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name) && Buffer.byteLength(name) <= MAX_NAME_BYTES
  );
}
