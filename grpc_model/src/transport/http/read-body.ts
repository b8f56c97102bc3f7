import type { IncomingMessage } from 'node:http';
import { ServingError } from '../../core/errors';
import { countedOf, type ByteBudget } from '../byte-budget';
import { GrowingBuffer } from './growing-buffer';
import { HttpRefusal } from './http-refusal';

export interface BodyLimits {
  readonly maxMessageBytes: number;
  /** Of all bodies that are being received. */
  readonly receiving: ByteBudget;
}

/**
 * Reads a body to its end.
 *
 * @throws HttpRefusal 413 when it is too large, as soon as that is known
 * @throws ServingError `resource-exhausted` when all bodies together are, `cancelled` when it breaks off
 */
export function readBody(incoming: IncomingMessage, { maxMessageBytes, receiving }: BodyLimits): Promise<Buffer> {
  const announced = Number(incoming.headers['content-length'] ?? NaN);
  if (announced > maxMessageBytes) return Promise.reject(tooLarge(`has ${announced} bytes`, maxMessageBytes));
  const { socket } = incoming;
  return new Promise((resolve, reject) => {
    const body = new GrowingBuffer(announced || maxMessageBytes);
    let counted = 0;
    const settle = () => {
      incoming.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      socket.off('close', onClose);
      // An error that comes later is nobody's business, and must not end the process.
      incoming.on('error', () => undefined);
      receiving.giveBack(counted);
    };
    const count = (length: number) => {
      const more = countedOf(length) - counted;
      if (more > 0) receiving.take(more, counted);
      counted += more;
    };
    const onData = (piece: Buffer) => {
      try {
        const length = body.length + piece.byteLength;
        if (length > maxMessageBytes) throw tooLarge(`has more than ${maxMessageBytes} bytes`, maxMessageBytes);
        count(length);
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
  return new HttpRefusal(413, new ServingError('resource-exhausted', message));
}
