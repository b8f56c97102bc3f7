import { FRAME_HEADER_BYTES } from './frames';
import type { RequestFrames } from './request-frames';

/** How a call ended; `reset` without a gRPC status. */
export interface Answer {
  readonly status: number | 'reset';
  /** How long the answer's message is, with the five bytes in front of it. */
  readonly bytes: number;
  readonly latencyMs: number;
}

/** One call under way. */
export class Exchange {
  readonly startMs = performance.now();
  /** What of the answer has come. */
  bytes = 0;
  status: number | undefined;
  /** How many bytes the server takes on this stream. */
  window: number;
  /** Writes of the frames themselves, and not of a copy, that the socket has not finished. */
  heldWrites = 0;
  #sentFrames = 0;

  constructor(
    readonly stream: number,
    readonly frames: RequestFrames,
    window: number,
    readonly end: (answer: Answer) => void,
  ) {
    this.window = window;
    frames.setStream(stream);
  }

  get isSent(): boolean {
    return this.#sentFrames === this.frames.starts.length - 1;
  }

  /**
   * The next frames, as many whole ones as the windows allow.
   *
   * @param connectionWindow how many bytes the server takes on the connection
   * @returns what they take of both windows, too
   */
  takeFrames(connectionWindow: number): { readonly bytes: Buffer; readonly counted: number } {
    const { starts, bytes } = this.frames;
    const from = this.#sentFrames;
    let counted = 0;
    for (; !this.isSent; this.#sentFrames++) {
      const length = starts[this.#sentFrames + 1]! - starts[this.#sentFrames]! - FRAME_HEADER_BYTES;
      // The first frame is HEADERS, which windows do not count.
      const more = this.#sentFrames === 0 ? 0 : length;
      if (counted + more > Math.min(connectionWindow, this.window)) break;
      counted += more;
    }
    this.window -= counted;
    return { bytes: bytes.subarray(starts[from], starts[this.#sentFrames]), counted };
  }
}
