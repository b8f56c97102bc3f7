import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { ServingError } from '../../core/errors';
import type { ByteBudget } from '../byte-budget';
import { BrokenCompression, inflate, type Compression } from '../inflate';
import { compressionOf } from './content-encoding';
import { GrowingBuffer } from './growing-buffer';
import type { HeldBytes } from './held-bytes';
import { HttpRefusal } from './http-refusal';

export interface BodyLimits {
  readonly maxMessageBytes: number;
  /** Of all bodies that are being received, or handled. */
  readonly receiving: ByteBudget;
}

type MessageLimit = Pick<BodyLimits, 'maxMessageBytes'>;

/**
 * Reads a body to its end, and inflates it where it is compressed; what it becomes is bounded as what arrives is.
 *
 * @param held counts it; whoever handles the body gives it back, and nobody when there is none
 * @throws HttpRefusal 413 when it is too large, as soon as that is known; 415 when its encoding is not known; 400 when it is not
 *   encoded as it says
 * @throws ServingError `resource-exhausted` when all bodies together are too large, `cancelled` when it breaks off
 */
export async function readBody(incoming: IncomingMessage, limit: MessageLimit, held: HeldBytes): Promise<Buffer> {
  const compression = compressionOf(incoming);
  try {
    const body = await readBytes(incoming, limit, held);
    return compression === undefined ? body : await inflated(body, compression, incoming.socket, limit, held);
  } catch (thrown) {
    held.giveBack();
    throw thrown;
  }
}

async function inflated(
  compressed: Buffer,
  compression: Compression,
  socket: Socket,
  { maxMessageBytes }: MessageLimit,
  held: HeldBytes,
): Promise<Buffer> {
  const body = new GrowingBuffer(maxMessageBytes);
  try {
    await inflate(compressed, compression, (part) => {
      if (socket.destroyed) throw new ServingError('cancelled', 'The caller hung up.');
      const length = body.length + part.byteLength;
      if (length > maxMessageBytes) throw tooLarge(`becomes more than ${maxMessageBytes} bytes`, maxMessageBytes);
      held.grow(compressed.byteLength + length);
      body.append(part);
    });
    held.shrink(body.length);
    return body.bytes();
  } catch (thrown) {
    if (!(thrown instanceof BrokenCompression)) throw thrown;
    const error = new ServingError('invalid-argument', `The body ${thrown.message}.`, { cause: thrown });
    throw new HttpRefusal(400, error);
  }
}

function readBytes(incoming: IncomingMessage, { maxMessageBytes }: MessageLimit, held: HeldBytes): Promise<Buffer> {
  const announced = Number(incoming.headers['content-length'] ?? NaN);
  if (announced > maxMessageBytes) return Promise.reject(tooLarge(`has ${announced} bytes`, maxMessageBytes));
  const { socket } = incoming;
  return new Promise((resolve, reject) => {
    const body = new GrowingBuffer(announced || maxMessageBytes);
    const settle = () => {
      incoming.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      socket.off('close', onClose);
      // An error that comes later is nobody's business, and must not end the process.
      incoming.on('error', () => undefined);
    };
    const onData = (piece: Buffer) => {
      try {
        const length = body.length + piece.byteLength;
        if (length > maxMessageBytes) throw tooLarge(`has more than ${maxMessageBytes} bytes`, maxMessageBytes);
        held.grow(length);
        body.append(piece);
      } catch (thrown) {
        settle();
        reject(thrown);
      }
    };
    const onEnd = () => {
      settle();
      resolve(body.bytes());
    };
    const onClose = () => {
      settle();
      reject(new ServingError('cancelled', 'The request broke off before its end.'));
    };
    incoming.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
    // Node tells a request that has been answered nothing of its connection's end.
    socket.on('close', onClose);
  });
}

function tooLarge(found: string, maxMessageBytes: number): HttpRefusal {
  const message = `The body ${found}; expected at most ${maxMessageBytes} (MAX_MESSAGE_BYTES).`;
  return new HttpRefusal(413, new ServingError('too-large', message));
}
