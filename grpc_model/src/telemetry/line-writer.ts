import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';

/** Characters of lines that a reader has not taken yet, together; what comes then is dropped, and counted. */
const MAX_WAITING_CHARS = 16 * 2 ** 20;

/** About as much as is written at once: a pipe's room. */
const CHUNK_CHARS = 64 * 1024;

/** When a reader that takes nothing is tried again. */
const RETRY_MS = 50;

/** How long the last lines wait for a reader before the process ends without. */
const LAST_LINES_MS = 500;

const LINE_FEED = 10;

/**
 * Writes lines to a file descriptor in turns. A reader that stalls, a full disk and a reader that is gone cost lines and
 * nothing else: the server neither waits nor keeps more than a bound, and it can still end.
 */
export class LineWriter {
  readonly #fd: number;
  readonly #maxChars: number;
  /** Whole lines. */
  #waiting: string[] = [];
  #waitingChars = 0;
  /** What is left of a chunk that was taken in part, and goes before all others. */
  #rest: Buffer | undefined;
  #isBusy = false;
  #dropped = 0;

  /** @param onDropped hears how many lines were dropped, when there is room again */
  constructor(
    fd: number,
    private readonly onDropped: (lines: number) => void,
    maxChars = MAX_WAITING_CHARS,
  ) {
    this.#fd = withoutBlocking(fd);
    this.#maxChars = maxChars;
  }

  write(line: string): void {
    if (this.#waitingChars + line.length > this.#maxChars) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(line);
    this.#waitingChars += line.length;
    if (this.#isBusy) return;
    this.#isBusy = true;
    // Lines of one turn leave together.
    setImmediate(this.#next);
  }

  /** Writes what waits before the process ends, as far as the reader takes it within half a second. */
  flushLast(): void {
    const untilMs = Date.now() + LAST_LINES_MS;
    for (let chunk = this.#takeChunk(); chunk !== undefined; chunk = this.#takeChunk()) {
      try {
        this.#keepRest(chunk, writeSync(this.#fd, chunk));
      } catch (thrown) {
        if (!isStalled(thrown) || Date.now() > untilMs) return;
        this.#rest = chunk;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
      }
    }
  }

  readonly #next = (): void => {
    const chunk = this.#takeChunk();
    if (chunk === undefined) {
      this.#isBusy = false;
      this.#tellDropped();
      return;
    }
    write(this.#fd, chunk, (error, written) => {
      if (error === null) {
        this.#keepRest(chunk, written);
        this.#next();
        return;
      }
      // What a reader did not take yet waits; what nobody can take (no room on the disk, no reader) is gone.
      if (isStalled(error)) this.#rest = chunk;
      else this.#dropped += chunk.filter((byte) => byte === LINE_FEED).length;
      setTimeout(this.#next, RETRY_MS);
    });
  };

  #tellDropped(): void {
    const dropped = this.#dropped;
    this.#dropped = 0;
    if (dropped > 0) this.onDropped(dropped);
  }

  #keepRest(chunk: Buffer, written: number): void {
    if (written < chunk.length) this.#rest = chunk.subarray(written);
  }

  #takeChunk(): Buffer | undefined {
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) return rest;
    if (this.#waiting.length === 0) return undefined;
    let count = 0;
    let chars = 0;
    while (count < this.#waiting.length && chars < CHUNK_CHARS) chars += this.#waiting[count++]!.length;
    this.#waitingChars -= chars;
    return Buffer.from(this.#waiting.splice(0, count).join(''));
  }
}

/**
 * A pipe opened once more so that writing to a full one fails instead of blocking: a thread that is blocked would keep the
 * process from ever ending. Only this process's end is changed. Where that cannot be done, the descriptor as it is.
 */
function withoutBlocking(fd: number): number {
  try {
    if (!fstatSync(fd).isFIFO()) return fd;
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return fd;
  }
}

function isStalled(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN';
}
