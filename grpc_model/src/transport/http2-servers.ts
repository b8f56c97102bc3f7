import type { Http2Server } from 'node:http2';
import type { Server } from '@grpc/grpc-js';

/** Node's HTTP/2 servers of a bound server, plain or with TLS, which grpc-js (1.14) keeps to itself; none when it hides them. */
export function http2ServersOf(server: Server): Http2Server[] {
  const found: unknown = Reflect.get(server, 'http2Servers');
  return found instanceof Map ? Array.from(found.keys()).filter(isHttp2Server) : [];
}

function isHttp2Server(value: unknown): value is Http2Server {
  return typeof value === 'object' && value !== null && 'updateSettings' in value && 'on' in value;
}
