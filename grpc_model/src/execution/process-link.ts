import { Channel } from './channel';
import { Child } from './child';
import type { Link, LinkListener } from './link';
import { PayloadArea, type Region } from './payload-area';
import { AREA_FROM_BYTES, isLastOf, type InArea, type ServerMessage, type WorkerMessage } from './worker-protocol';

/** A worker in a process of its own: small messages through a socket, large payloads through memory that both have. */
export class ProcessLink implements Link {
  readonly kind = 'process';
  readonly ended: Promise<string>;
  readonly #child: Child;
  readonly #area: PayloadArea | undefined;
  readonly #channel: Channel<InArea<WorkerMessage>, InArea<ServerMessage>> | undefined;
  /** By the number of the work that they belong to. */
  readonly #regions = new Map<number, Region>();

  constructor(main: string, areaBytes: number, listener: LinkListener) {
    this.#area = PayloadArea.create(areaBytes);
    this.#child = new Child(main, this.#area?.descriptor, (line, stream) => listener.line(line, stream));
    const { socket } = this.#child;
    this.#channel =
      socket &&
      new Channel<InArea<WorkerMessage>, InArea<ServerMessage>>(
        socket,
        (message, body) => this.#receive(message, body, listener),
        (thrown) => listener.broken(thrown),
        'each-turn',
      );
    this.ended = this.#child.ended.then((how) => {
      this.#area?.close();
      return how;
    });
  }

  get name(): number | undefined {
    return this.#child.pid;
  }

  send(message: ServerMessage, body: readonly Uint8Array[] = []): void {
    const region = 'items' in message ? this.#share(body) : undefined;
    if (region === undefined || !('items' in message)) return this.#channel?.send(message, body);
    this.#regions.set(message.id, region);
    this.#channel?.send({ ...message, area: region });
  }

  kill(): void {
    this.#child.kill();
  }

  #share(body: readonly Uint8Array[]): Region | undefined {
    if (this.#area === undefined) return undefined;
    let length = 0;
    for (const part of body) length += part.byteLength;
    return length >= AREA_FROM_BYTES ? this.#area.write(body, length) : undefined;
  }

  #receive(message: InArea<WorkerMessage>, body: Buffer, listener: LinkListener): void {
    const payload = message.area === undefined || this.#area === undefined ? body : this.#area.read(message.area);
    if (isLastOf(message)) this.#free(message.id);
    listener.message(message, payload);
  }

  #free(id: number): void {
    const region = this.#regions.get(id);
    if (region === undefined) return;
    this.#regions.delete(id);
    this.#area?.free(region);
  }
}
