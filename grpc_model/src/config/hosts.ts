import { isIP } from 'node:net';

/** Whether only this machine reaches what listens there. */
export function isLoopbackHost(host: string): boolean {
  const name = withoutBrackets(host);
  if (name === 'localhost') return true;
  return name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** Whether two listeners on one port would get in each other's way. Names of machines are compared as they are. */
export function hostsOverlap(a: string, b: string): boolean {
  const [one, other] = [withoutBrackets(a), withoutBrackets(b)];
  if (one === other) return true;
  return covers(one, other) || covers(other, one) || isSameByName(one, other) || isSameByName(other, one);
}

/** Whether every address of one host is among those of the other. */
function covers(wide: string, narrow: string): boolean {
  // On IPv6, all addresses are those of IPv4, too.
  if (wide === '::') return true;
  return wide === '0.0.0.0' && isIP(narrow) !== 6;
}

function isSameByName(name: string, address: string): boolean {
  return name === 'localhost' && (address === '127.0.0.1' || address === '::1');
}

function withoutBrackets(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}
