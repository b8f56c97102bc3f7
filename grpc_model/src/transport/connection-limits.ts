/** What the connections of one listener may cost; the settings have the reasons. */
export interface ConnectionLimits {
  /** One more is closed at once. */
  readonly maxConnections: number;
  /** Of one request. */
  readonly maxHeaderBytes: number;
  /** How long a client may take to send one whole request. */
  readonly requestTimeoutMs: number;
  /** How long a connection may stay open without a request, or without taking a byte of its answer. */
  readonly idleConnectionMs: number;
}

const HANDSHAKE_TIMEOUT_MS = 10_000;

/** How long a client may take for the handshake of TLS, or to say that it speaks HTTP/2. */
export function handshakeTimeoutMs({ requestTimeoutMs }: Pick<ConnectionLimits, 'requestTimeoutMs'>): number {
  return Math.min(HANDSHAKE_TIMEOUT_MS, requestTimeoutMs);
}

/** How often connections are looked at for those that have used up their time: often for what is short. */
export function checkIntervalMs({ requestTimeoutMs, idleConnectionMs }: ConnectionLimits): number {
  return Math.max(10, Math.min(1000, Math.ceil(requestTimeoutMs / 4), Math.ceil(idleConnectionMs / 4)));
}
