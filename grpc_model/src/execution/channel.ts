import type { Duplex } from 'node:stream';
import { encodeFrame, FrameReader } from './frame';
import { decodeHeader, encodeHeader, type AnyMessage } from './header-codec';

/**
 * Typed messages over a socket between the server and one worker. Both ends are built from the same sources, so a
 * message's shape is a matter of types, not of validation.
 */
export class Channel<Incoming extends AnyMessage, Outgoing extends AnyMessage> {
  #hasSentThisTurn = false;

  /**
   * @param onBroken called with what was thrown when a message cannot be read or handled
   */
  constructor(
    private readonly socket: Duplex,
    onMessage: (message: Incoming, body: Buffer) => void,
    onBroken: (thrown: unknown) => void,
    /**
     * `each-turn` writes the first message of a turn of the event loop, and then all others of it together; `at-once` lets
     * none be lost in a crash.
     */
    private readonly flush: 'at-once' | 'each-turn',
  ) {
    const reader = new FrameReader((header, body) => onMessage(decodeHeader(header) as Incoming, body));
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (thrown) {
        onBroken(thrown);
      }
    });
    // A write to a process that has just died; its exit is reported by the process itself.
    socket.on('error', () => undefined);
  }

  send(message: Outgoing, body: readonly Uint8Array[] = []): void {
    if (this.socket.destroyed) return;
    // Encoded first: an error here must not leave the socket corked.
    const parts = encodeFrame(encodeHeader(message), body);
    this.socket.cork();
    for (const part of parts) this.socket.write(part);
    if (this.flush === 'at-once' || !this.#hasSentThisTurn) this.socket.uncork();
    else setImmediate(() => this.socket.uncork());
    if (this.flush === 'each-turn') this.#noteSent();
  }

  #noteSent(): void {
    if (this.#hasSentThisTurn) return;
    this.#hasSentThisTurn = true;
    setImmediate(() => (this.#hasSentThisTurn = false));
  }
}
