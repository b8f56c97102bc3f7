import type { SecureContextOptions } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import type { TlsMaterial, TlsSource } from './tls-source';

/** Credentials of a gRPC port: plain, or TLS whose certificate may change while the port is open. */
export function grpcCredentials(tls: TlsSource | undefined): ServerCredentials {
  return tls === undefined ? ServerCredentials.createInsecure() : new ChangingCredentials(tls);
}

/**
 * What grpc-js's own `createCertificateProviderServerCredentials` is, too, but with a least version of TLS, and with a
 * certificate from the first moment on: that one drops connections until its provider has called it back.
 */
class ChangingCredentials extends ServerCredentials {
  constructor(tls: TlsSource) {
    // Clients without a certificate, or with one that nobody here knows, do not get through the handshake.
    const isMutual = tls.current.clientAuthorities !== undefined;
    super({ requestCert: isMutual, rejectUnauthorized: isMutual }, contextOf(tls.current));
    tls.onChange((material) => this.updateSecureContextOptions(contextOf(material)));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function contextOf({ certificate, privateKey, clientAuthorities }: TlsMaterial): SecureContextOptions {
  return { cert: certificate, key: privateKey, ca: clientAuthorities, minVersion: 'TLSv1.2' };
}
