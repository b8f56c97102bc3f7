import { Worker } from 'node:worker_threads';
import { messageOf } from '../core/errors';
import { forwardLines } from './forward-lines';
import type { Link, LinkListener } from './link';
import { forbidTelemetry } from './no-telemetry';
import type { ServerMessage, ThreadMessage, WorkerMessage } from './worker-protocol';

/**
 * A worker in a thread of the server's own process, for who has measured that they want it: a native crash ends the server,
 * and so does ending a thread that is inside of onnxruntime.
 */
export class ThreadLink implements Link {
  readonly kind = 'thread';
  readonly name: string;
  readonly ended: Promise<string>;
  readonly #thread: Worker;

  constructor(main: string, listener: LinkListener) {
    forbidTelemetry();
    const thread = new Worker(main, { stdout: true, stderr: true });
    this.#thread = thread;
    this.name = `thread-${thread.threadId}`;
    forwardLines(thread.stdout, (line) => listener.line(line, 'stdout'));
    forwardLines(thread.stderr, (line) => listener.line(line, 'stderr'));
    thread.on('message', ({ message, body }: ThreadMessage<WorkerMessage>) => {
      try {
        listener.message(message, Buffer.from(body.buffer, body.byteOffset, body.byteLength));
      } catch (thrown) {
        listener.broken(thrown);
      }
    });
    this.ended = new Promise((resolve) => {
      thread.once('error', (error) => resolve(`ended with an error that nobody caught: ${messageOf(error)}`));
      thread.once('exit', (code) => resolve(`exited with code ${code}`));
    });
  }

  send(message: ServerMessage, parts: readonly Uint8Array[] = []): void {
    const body = joined(parts);
    this.#thread.postMessage({ message, body } satisfies ThreadMessage<ServerMessage>, [body.buffer]);
  }

  kill(): void {
    void this.#thread.terminate();
  }
}

/** One copy, in memory that can be handed over as a whole. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((total, { byteLength }) => total + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
