import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline/promises';
import type { Terminal } from './run-verb';

/** The terminal of this process. Where standard input is none, as in a script or a pipe, nobody is asked. */
export class ProcessTerminal implements Terminal, Disposable {
  readonly ask: Terminal['ask'];
  #lines: Interface | undefined;

  constructor() {
    if (process.stdin.isTTY) this.ask = (question) => this.#question(question);
  }

  print(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  [Symbol.dispose](): void {
    this.#lines?.close();
  }

  /** Ctrl-C and Ctrl-D close the terminal, which leaves a question without an answer for good. */
  async #question(question: string): Promise<string> {
    const lines = this.#open();
    const closing = new AbortController();
    const closed = once(lines, 'close', { signal: closing.signal }).then(() => {
      throw new Error('\nThe question was not answered; nothing has been changed.');
    });
    try {
      return await Promise.race([lines.question(question), closed]);
    } finally {
      closed.catch(() => undefined);
      closing.abort();
    }
  }

  /** Opened at the first question: an open one keeps the process alive. */
  #open(): Interface {
    return (this.#lines ??= createInterface({ input: process.stdin, output: process.stdout }));
  }
}
