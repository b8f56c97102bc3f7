/** 127.0.0.0/8, as IPv4 or inside IPv6. */
const IPV4_LOOPBACK = /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/**
 * Whether a connection's other end, as `socket.remoteAddress` has it, is this machine. A connection that is broken has no
 * address any longer, and could have come from anywhere.
 */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || IPV4_LOOPBACK.test(address));
}
