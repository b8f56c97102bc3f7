import type { Duplex } from 'node:stream';
import { ServingError } from '../../core/errors';
import type { ConnectionLimits } from '../connection-limits';
import type { HttpExchange } from './http-exchange';
import { HttpRefusal } from './http-refusal';
import { JSON_TYPE } from './json-answer';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/**
 * Answers a request that cannot be read, or did not come to its end in time, and closes its connection.
 *
 * @param exchange the last request of the connection
 */
export function answerBrokenRequest(
  error: Error,
  socket: Duplex,
  exchange: HttpExchange | undefined,
  limits: ConnectionLimits,
): void {
  const refusal = refusalOf(error, limits);
  if (refusal === undefined || !socket.writable) socket.destroy();
  else if (exchange?.isReceiving === true) exchange.refuse(refusal);
  // What is written now would be read as a part of the answer before it.
  else if (exchange?.isOpen === true) socket.destroy();
  else socket.end(rawAnswer(refusal), () => socket.destroy());
}

/** @returns undefined when there is nobody left who could read it, or the connection never spoke HTTP */
function refusalOf(error: Error, { requestTimeoutMs, maxHeaderBytes }: ConnectionLimits): HttpRefusal | undefined {
  const code = 'code' in error ? String(error.code) : '';
  const close = { connection: 'close' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const message = `The request did not come to its end within ${requestTimeoutMs} ms (REQUEST_TIMEOUT_MS).`;
    return new HttpRefusal(408, new ServingError('deadline-exceeded', message), close);
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = `The request's first line and headers have more than ${maxHeaderBytes} bytes (MAX_HEADER_BYTES).`;
    return new HttpRefusal(431, new ServingError('too-large', message), close);
  }
  if (code === 'HPE_INVALID_EOF_STATE') {
    return new HttpRefusal(400, new ServingError('cancelled', 'The request broke off before its end.'), close);
  }
  if (!code.startsWith('HPE_')) return undefined;
  const message = `The request is not HTTP/1.1: ${error.message.replace(/^Parse Error: /, '')}.`;
  return new HttpRefusal(400, new ServingError('invalid-argument', message), close);
}

function rawAnswer({ status, message }: HttpRefusal): string {
  const body = JSON.stringify({ error: message });
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]!}`,
    'connection: close',
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
