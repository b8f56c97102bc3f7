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
