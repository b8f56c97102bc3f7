import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/**
 * Begins to listen.
 *
 * @param host `[::]`, which is every address, also on a machine without IPv6; or as the system knows it
 * @param port 0 takes a free one
 * @returns the port
 */
export async function listenOn(server: Server, host: string, port: number): Promise<number> {
  try {
    return await listenOnce(server, host.replace(/^\[(.*)\]$/, '$1'), port);
  } catch (thrown) {
    if (!isWithoutIPv6(host, thrown)) throw thrown;
    return listenOnce(server, '0.0.0.0', port);
  }
}

/** Whether a machine without IPv6 is why nobody can listen at `[::]`; every address is then every IPv4 address. */
export function isWithoutIPv6(host: string, thrown: unknown): boolean {
  return host === '[::]' && thrown instanceof Error && /EAFNOSUPPORT|EADDRNOTAVAIL/.test(thrown.message);
}

async function listenOnce(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
