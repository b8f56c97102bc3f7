import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import { http2ServersOf } from './http2-windows';

const AUTHORIZATION = 'authorization';

/**
 * Makes one text of several `authorization` headers, which is then no valid one. Node keeps the first and hides the rest,
 * while a proxy on the way may have looked at another.
 */
export function joinRepeatedAuthorization(server: Server): void {
  for (const http2Server of http2ServersOf(server)) http2Server.prependListener('stream', joinRepeated);
}

function joinRepeated(
  _stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  _flags: number,
  rawHeaders: readonly string[],
): void {
  if (headers[AUTHORIZATION] === undefined) return;
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1] === AUTHORIZATION);
  if (values.length > 1) headers[AUTHORIZATION] = values.join(', ');
}
