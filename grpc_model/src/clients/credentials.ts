import { credentials, type ChannelCredentials } from '@grpc/grpc-js';

/** How a connection is protected, with material in PEM. */
export interface ClientTls {
  /** Who must have signed the server's certificate; default: the authorities that Node knows. */
  readonly authorities?: Buffer | undefined;
  /** The client's own certificate and key, for servers that ask for one. */
  readonly certificate?: Buffer | undefined;
  readonly privateKey?: Buffer | undefined;
}

/** @param tls undefined: nothing is encrypted */
export function channelCredentials(tls: ClientTls | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  return credentials.createSsl(tls.authorities ?? null, tls.privateKey ?? null, tls.certificate ?? null);
}

/** The value of the `authorization` metadata, or header, that carries a token. */
export function bearer(token: string): string {
  return `Bearer ${token}`;
}
