import { networkInterfaces } from 'node:os';

/** An address of this machine other than loopback, so that its own connections come from elsewhere; undefined when there is none. */
export function ownAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
