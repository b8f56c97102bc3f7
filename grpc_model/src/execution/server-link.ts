import { Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { Channel } from './channel';
import { readRegion, writeRegion, type Region } from './payload-area';
import { joined } from './thread-link';
import {
  AREA_FROM_BYTES,
  isLastOf,
  type InArea,
  type ServerMessage,
  type ThreadMessage,
  type WorkerMessage,
} from './worker-protocol';

/** Descriptors that the server hands down; standard output and error stay the author's. */
const CHANNEL_FD = 3;
const AREA_FD = 4;

/**
 * Reads a message's body when its turn has come.
 *
 * @param mayReuse the memory may be that of the body before: for who keeps nothing of it. New memory for every large body is
 *   cold, and costs a tenth of a small network's run.
 */
export type ReadBody = (mayReuse: boolean) => Buffer;

type OnMessage = (message: ServerMessage, readBody: ReadBody) => void;

/** The worker's end of its link to the server. */
export interface ServerLink {
  send(message: WorkerMessage, body?: readonly Uint8Array[]): void;
}

/** Opens this worker's end, as a process or as a thread, whichever it is. */
export function openServerLink(onMessage: OnMessage): ServerLink {
  return parentPort === null ? openSocketLink(onMessage) : openPortLink(parentPort, onMessage);
}

function openSocketLink(onMessage: OnMessage): ServerLink {
  leaveSignalsToTheServer();
  /** Where the payload of each piece of work came, and its answer may go. */
  const regions = new Map<number, Region>();
  let reused: Buffer | undefined;
  const read = (area: Region, mayReuse: boolean): Buffer => {
    if (!mayReuse) return readRegion(AREA_FD, area);
    if (reused === undefined || reused.byteLength < area.length) reused = Buffer.allocUnsafeSlow(area.length);
    return readRegion(AREA_FD, area, reused);
  };
  const channel = new Channel<InArea<ServerMessage>, InArea<WorkerMessage>>(
    openSocket(),
    (message, body) => {
      const { area } = message;
      if (area === undefined || !('items' in message)) return onMessage(message, () => body);
      regions.set(message.id, area);
      onMessage(message, (mayReuse) => read(area, mayReuse));
    },
    (thrown) => {
      throw thrown;
    },
    'at-once',
  );
  return {
    send: (message, body = []) => {
      const region = isLastOf(message) ? regions.get(message.id) : undefined;
      if (region === undefined || !isLastOf(message)) return channel.send(message, body);
      regions.delete(message.id);
      const length = body.reduce((total, { byteLength }) => total + byteLength, 0);
      if (length < AREA_FROM_BYTES || length > region.length) return channel.send(message, body);
      writeRegion(AREA_FD, region.at, body);
      channel.send({ ...message, area: { at: region.at, length } });
    },
  };
}

function openPortLink(port: NonNullable<typeof parentPort>, onMessage: OnMessage): ServerLink {
  port.on('message', ({ message, body }: ThreadMessage<ServerMessage>) =>
    onMessage(message, () => Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
  );
  return {
    send: (message, parts = []) => {
      const body = joined(parts);
      port.postMessage({ message, body } satisfies ThreadMessage<WorkerMessage>, [body.buffer]);
    },
  };
}

function openSocket(): Socket {
  const socket = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  // The server is gone: so is the reason to live.
  socket.on('close', () => process.exit(0));
  return socket;
}

/** A terminal sends its signals to the whole group; only the server decides when a worker ends. */
function leaveSignalsToTheServer(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}
