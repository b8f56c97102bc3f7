import { createInterface, type Interface } from 'node:readline/promises';
import type { Terminal } from './run-verb';

/** The terminal of this process. Where standard input is none, as in a script or a pipe, nobody is asked. */
export class ProcessTerminal implements Terminal, Disposable {
  readonly ask: Terminal['ask'];
  #lines: Interface | undefined;

  constructor() {
    if (process.stdin.isTTY) this.ask = (question) => this.#open().question(question);
  }

  print(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  [Symbol.dispose](): void {
    this.#lines?.close();
  }

  /** Opened at the first question: an open one keeps the process alive. */
  #open(): Interface {
    return (this.#lines ??= createInterface({ input: process.stdin, output: process.stdout }));
  }
}
