import type { ServerHttp2Stream } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { BaseServerInterceptingCall } from '@grpc/grpc-js/build/src/server-interceptors';
import { messageOf } from '../../core/errors';
import type { ByteBudget } from '../byte-budget';
import { BrokenCompression, inflate, type Compression } from '../inflate';
import { messageFlowOf } from './message-flow';

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
 * megabyte may become a quarter of a gigabyte: a few dozen such calls would take all the memory that there is. Messages of a
 * stream of them are inflated by whoever handles it, one after another.
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
    const contents = message.subarray(PREFIX_BYTES);
    const compression = encoding === 'gzip' || encoding === 'deflate' ? encoding : undefined;
    const flow = messageFlowOf(stream);
    if (flow !== undefined && (compression !== undefined || encoding === 'identity')) {
      return flow.complete(contents, message.byteLength, compression);
    }
    const inflation = typeof stream === 'object' && stream !== null ? inflations.get(stream) : undefined;
    if (inflation !== undefined && compression !== undefined) return inflateWithin(contents, compression, inflation);
    return Reflect.apply(unbounded, this, [message, encoding]) as unknown;
  });
}

/** Rejects with a status, as grpc-js has it. */
async function inflateWithin(compressed: Buffer, encoding: Compression, inflation: Inflation): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    await inflate(compressed, encoding, (part) => {
      length += part.byteLength;
      count(inflation, part.byteLength, length);
      parts.push(part);
    });
    return Buffer.concat(parts, length);
  } catch (thrown) {
    // What grpc-js expects is no Error.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw thrown instanceof BrokenCompression
      ? { code: status.INVALID_ARGUMENT, details: `The message ${thrown.message}.` }
      : { code: status.RESOURCE_EXHAUSTED, details: messageOf(thrown) };
  }
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
