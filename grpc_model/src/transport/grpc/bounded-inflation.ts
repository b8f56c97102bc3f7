import type { ServerHttp2Stream } from 'node:http2';
import { createGunzip, createInflate } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { BaseServerInterceptingCall } from '@grpc/grpc-js/build/src/server-interceptors';
import { messageOf } from '../../core/errors';
import type { ByteBudget } from '../byte-budget';

export interface InflationLimits {
  readonly maxMessageBytes: number;
  /** Of all requests; what a message becomes counts until its call is over. */
  readonly receiving: ByteBudget;
}

type Stream = Pick<ServerHttp2Stream, 'closed' | 'once'>;

/** What is known of a stream whose messages may be compressed. */
interface Inflation {
  readonly limits: InflationLimits;
  /** Bytes of its messages, inflated, that are counted. */
  taken: number;
  isOver: boolean;
}

const inflations = new WeakMap<object, Inflation>();

const METHOD = 'decompressMessage';
/** Before each message: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

replaceInflation();

/**
 * Has messages of this stream inflated within these bounds. grpc-js (1.14) bounds each message for itself, and a quarter of a
 * megabyte may become a quarter of a gigabyte: a few dozen such calls would take all the memory that there is.
 */
export function boundInflation(stream: Stream, limits: InflationLimits): void {
  const inflation: Inflation = { limits, taken: 0, isOver: false };
  inflations.set(stream, inflation);
  stream.once('close', () => {
    inflation.isOver = true;
    limits.receiving.giveBack(inflation.taken);
  });
}

function replaceInflation(): void {
  const prototype: object = BaseServerInterceptingCall.prototype;
  const unbounded: unknown = Reflect.get(prototype, METHOD);
  if (typeof unbounded !== 'function') {
    process.emitWarning('This version of grpc-js hides how it inflates: compressed requests may take any memory.');
    return;
  }
  Reflect.set(prototype, METHOD, function (this: object, message: Buffer, encoding: string): unknown {
    const stream: unknown = Reflect.get(this, 'stream');
    const inflation = typeof stream === 'object' && stream !== null ? inflations.get(stream) : undefined;
    const isKnown = encoding === 'gzip' || encoding === 'deflate';
    if (inflation === undefined || !isKnown) return Reflect.apply(unbounded, this, [message, encoding]) as unknown;
    return inflate(message.subarray(PREFIX_BYTES), encoding, inflation);
  });
}

/** Rejects with a status, as grpc-js has it. */
function inflate(compressed: Buffer, encoding: 'gzip' | 'deflate', inflation: Inflation): Promise<Buffer> {
  const inflater = encoding === 'gzip' ? createGunzip() : createInflate();
  const parts: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const fail = (code: status, details: string) => {
      inflater.destroy();
      reject({ code, details });
    };
    inflater.on('data', (part: Buffer) => {
      length += part.byteLength;
      try {
        count(inflation, part.byteLength, length);
        parts.push(part);
      } catch (thrown) {
        fail(status.RESOURCE_EXHAUSTED, messageOf(thrown));
      }
    });
    inflater.on('error', () => fail(status.INVALID_ARGUMENT, `The message is no ${encoding}, though it says so.`));
    inflater.on('end', () => resolve(Buffer.concat(parts, length)));
    inflater.end(compressed);
  });
}

/**
 * @param bytes one more part of a message
 * @param length of the message so far
 */
function count(inflation: Inflation, bytes: number, length: number): void {
  const { maxMessageBytes, receiving } = inflation.limits;
  if (inflation.isOver) throw new Error('The call is over.');
  if (length > maxMessageBytes) {
    throw new Error(`The message becomes more than ${maxMessageBytes} bytes (MAX_MESSAGE_BYTES).`);
  }
  receiving.take(bytes, inflation.taken);
  inflation.taken += bytes;
}
