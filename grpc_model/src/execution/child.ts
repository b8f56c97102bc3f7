import { spawn, type ChildProcess } from 'node:child_process';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../core/errors';
import { forwardLines } from './forward-lines';

/** How long to wait for what a process has written before it ended. */
const LAST_WORDS_MS = 500;

/** One operating-system process with a socket to it. Starting never throws: a process that cannot be started has ended. */
export class Child {
  /** Undefined when the process could not be started. */
  readonly socket: Duplex | undefined;
  /** Resolves when the process is gone, with how it ended. Never rejects. */
  readonly ended: Promise<string>;
  readonly #process: ChildProcess | undefined;

  /**
   * @param main the compiled module to run; it finds the socket at descriptor 3
   * @param inherited a descriptor that the process finds at 4
   * @param onLine receives every line that the process writes to standard output or error
   */
  constructor(
    main: string,
    inherited: number | undefined,
    onLine: (line: string, stream: 'stdout' | 'stderr') => void,
  ) {
    try {
      this.#process = spawn(process.execPath, [main], {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', inherited ?? 'ignore'],
      });
    } catch (thrown) {
      this.ended = Promise.resolve(`could not be started: ${messageOf(thrown)}`);
      return;
    }
    const { stdout, stderr } = this.#process;
    if (stdout !== null) forwardLines(stdout, (line) => onLine(line, 'stdout'));
    if (stderr !== null) forwardLines(stderr, (line) => onLine(line, 'stderr'));
    this.socket = socketOf(this.#process);
    this.ended = endOf(this.#process, this.socket);
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  kill(): void {
    this.#process?.kill('SIGKILL');
  }
}

function socketOf({ stdio }: ChildProcess): Duplex | undefined {
  // The types promise it, but a process that could not be started, for want of descriptors say, has none.
  const socket = (stdio as ChildProcess['stdio'] | undefined)?.[3];
  return socket instanceof Duplex ? socket : undefined;
}

function endOf(child: ChildProcess, socket: Duplex | undefined): Promise<string> {
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exited with code ${code}` : `was killed by ${signal}`),
    );
  });
  if (socket === undefined) return exited;
  // What it said before it died is still to be read; something that inherited its end must not keep us waiting.
  const heard = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return exited.then(async (how) => {
    const timer = new AbortController();
    await Promise.race([heard, delay(LAST_WORDS_MS, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
    return how;
  });
}
