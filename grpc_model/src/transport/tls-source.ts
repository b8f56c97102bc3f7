import type { SecureContextOptions } from 'node:tls';

/** What a TLS listener presents, and asks its clients for, in PEM. */
export interface TlsMaterial {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
  /** Clients must present a certificate that one of these has signed; undefined: they need none. */
  readonly clientAuthorities: Buffer | undefined;
}

/** TLS material that can change while the server runs. */
export interface TlsSource {
  readonly current: TlsMaterial;
  /** Calls the listener with every later material; new connections are to use it. */
  onChange(listener: (material: TlsMaterial) => void): void;
}

/** What Node makes of it, with the least version of TLS that is spoken. */
export function secureContextOf({ certificate, privateKey, clientAuthorities }: TlsMaterial): SecureContextOptions {
  return { cert: certificate, key: privateKey, ca: clientAuthorities, minVersion: 'TLSv1.2' };
}
