import type { ServerMessage, WorkerMessage } from './worker-protocol';

/** Where a worker runs. A process can be killed without harm to anybody else; a thread spares a copy of large inputs. */
export type WorkerKind = 'process' | 'thread';

/** What a worker says and writes, for whoever holds the other end. */
export interface LinkListener {
  message(message: WorkerMessage, body: Buffer): void;
  /** A line that the worker wrote to standard output or error. */
  line(line: string, stream: 'stdout' | 'stderr'): void;
  /** A message cannot be read or handled. */
  broken(thrown: unknown): void;
}

/** One started worker and the messages to and from it. Starting never throws: a worker that cannot be started has ended. */
export interface Link {
  readonly kind: WorkerKind;
  /** What its log lines call it: the process id, or the thread's number. */
  readonly name: number | string | undefined;
  /** Resolves when the worker is gone, with how it ended. Never rejects. */
  readonly ended: Promise<string>;
  send(message: ServerMessage, body?: readonly Uint8Array[]): void;
  /** Ends it at once. */
  kill(): void;
}
