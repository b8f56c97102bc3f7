import type { ServerDuplexStream } from '@grpc/grpc-js';

/** Enough that small answers leave together; one that is larger waits for those before it. */
const MAX_UNSENT_BYTES = 64 * 1024;

interface Waiting {
  readonly encode: () => Buffer;
  readonly resolve: () => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * Writes the answers of a stream, one whole message after another. Where the client reads more slowly than answers are ready,
 * they wait, unencoded, with whoever has them.
 */
export class AnswerWriter {
  readonly #call: Pick<ServerDuplexStream<unknown, Buffer>, 'write'>;
  readonly #waiting: Waiting[] = [];
  readonly #whenSent: { readonly answers: number; readonly resolve: () => void }[] = [];
  /** Answers that were written, those of them that have left, and the bytes of the others. */
  #written = 0;
  #sent = 0;
  #unsentBytes = 0;
  #isClosed = false;

  constructor(call: Pick<ServerDuplexStream<unknown, Buffer>, 'write'>) {
    this.#call = call;
  }

  /**
   * Writes an answer as soon as there is room for it; not at all when the writer is closed before.
   *
   * @param encode makes its bytes; what it throws rejects
   */
  write(encode: () => Buffer): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ encode, resolve, reject });
      this.#writeOn();
    });
  }

  /** Resolves when all that is written by now has left, or the writer is closed. */
  sent(): Promise<void> {
    if (this.#isClosed || this.#sent === this.#written) return Promise.resolve();
    return new Promise((resolve) => this.#whenSent.push({ answers: this.#written, resolve }));
  }

  /** Writes nothing more. */
  close(): void {
    this.#isClosed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    for (const { resolve } of this.#whenSent.splice(0)) resolve();
  }

  #writeOn(): void {
    while (this.#unsentBytes < MAX_UNSENT_BYTES) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      try {
        this.#hand(next.encode());
        next.resolve();
      } catch (thrown) {
        next.reject(thrown);
      }
    }
  }

  #hand(bytes: Buffer): void {
    this.#written++;
    this.#unsentBytes += bytes.byteLength;
    this.#call.write(bytes, () => {
      this.#sent++;
      this.#unsentBytes -= bytes.byteLength;
      while ((this.#whenSent[0]?.answers ?? Infinity) <= this.#sent) this.#whenSent.shift()!.resolve();
      this.#writeOn();
    });
  }
}
