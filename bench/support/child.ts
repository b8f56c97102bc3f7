import { spawn, type ChildProcess } from 'node:child_process';
import { onExit } from './clean-up';

export interface ChildOptions {
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The Node to run; default: this process's own. */
  readonly node?: string;
}

/** A Node process that sends messages of one type and takes those of another. Ends with its user. */
export class Child<Incoming = never, Outgoing = never> implements AsyncDisposable {
  /** Resolves when the process is gone, with how it ended. */
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #received: Incoming[] = [];
  #wake: () => void = () => undefined;

  constructor(nodeArguments: readonly string[], { env = {}, node = process.execPath }: ChildOptions = {}) {
    this.#child = spawn(node, nodeArguments, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => {
      this.#received.push(message as Incoming);
      this.#wake();
    });
    const forget = onExit(() => this.#child.kill('SIGKILL'));
    this.exited = new Promise((resolve) => {
      const end = (how: string) => {
        forget();
        resolve(how);
      };
      this.#child.once('error', ({ message }) => end(message));
      this.#child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The process could not be started.');
    return this.#child.pid;
  }

  send(message: Outgoing): void {
    this.#child.send(message as object);
  }

  /**
   * The next message, in order.
   *
   * @throws Error when the process ends first
   */
  async receive(): Promise<Incoming> {
    while (this.#received.length === 0) {
      const how = await Promise.race([this.exited, new Promise<void>((resolve) => (this.#wake = resolve))]);
      if (typeof how === 'string') throw new Error(`The process ${this.#child.spawnargs.join(' ')} ended: ${how}.`);
    }
    return this.#received.shift()!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}
