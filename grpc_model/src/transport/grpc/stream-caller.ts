import type { Caller } from '../../core/call';
import { CallRecord, type CallOrigin } from '../../core/call-record';

/** The caller of one message of a stream. */
export class StreamCaller implements Caller {
  readonly record: CallRecord;
  #isClosed = false;
  readonly #onClosed: (() => void)[] = [];

  /**
   * @param identity the name of the token that admitted the stream
   * @param deadlineMs the stream's own
   */
  constructor(
    origin: CallOrigin,
    identity: string | undefined,
    readonly deadlineMs: number,
  ) {
    this.record = new CallRecord(origin);
    this.record.identity = identity;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  onClosed(listener: () => void): void {
    // Who comes late must hear of it, too: what it wants to give back would be held for ever.
    if (this.#isClosed) listener();
    else this.#onClosed.push(listener);
  }

  /** The message has its last answer, or gets none any longer. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#onClosed) listener();
  }
}
