import type { Http2Server } from 'node:http2';
import type { Server } from '@grpc/grpc-js';

/**
 * Lets clients of a bound server send this much before they must wait for it to read: on each stream, and on each
 * connection. HTTP/2's own 64 KiB stop a large message at every round trip. Connections that are there already keep theirs.
 *
 * grpc-js (1.14) has an option for its client alone. Node's HTTP/2 servers, which it keeps to itself, can be told later.
 *
 * @returns false when they were not where they were looked for: the server works, with HTTP/2's own windows
 */
export function enlargeWindows(server: Server, windowBytes: number): boolean {
  const http2Servers = http2ServersOf(server);
  for (const http2Server of http2Servers) {
    http2Server.updateSettings({ initialWindowSize: windowBytes });
    // No setting reaches the connection's own window; only an update, once there is a connection.
    http2Server.on('session', (session) => {
      if (!session.destroyed) session.setLocalWindowSize(windowBytes);
    });
  }
  return http2Servers.length > 0;
}

/** The HTTP/2 servers of a bound server; none when they are not where they are looked for. */
export function http2ServersOf(server: Server): Http2Server[] {
  const found: unknown = Reflect.get(server, 'http2Servers');
  return found instanceof Map ? Array.from(found.keys()).filter(isHttp2Server) : [];
}

function isHttp2Server(value: unknown): value is Http2Server {
  return typeof value === 'object' && value !== null && 'updateSettings' in value && 'on' in value;
}
