import { ServerCredentials } from '@grpc/grpc-js';
import { secureContextOf, type TlsSource } from '../tls-source';

/**
 * Credentials of a gRPC port: plain, or TLS whose certificate may change while the port is open.
 *
 * @param handshakeTimeout how long a client may take for its handshake, in milliseconds
 */
export function grpcCredentials(tls: TlsSource | undefined, handshakeTimeout: number): ServerCredentials {
  return tls === undefined ? ServerCredentials.createInsecure() : new ChangingCredentials(tls, handshakeTimeout);
}

/**
 * What grpc-js's own `createCertificateProviderServerCredentials` is, too, but with a least version of TLS, and with a
 * certificate from the first moment on: that one drops connections until its provider has called it back.
 */
class ChangingCredentials extends ServerCredentials {
  constructor(tls: TlsSource, handshakeTimeout: number) {
    // Clients without a certificate, or with one that nobody here knows, do not get through the handshake.
    const isMutual = tls.current.clientAuthorities !== undefined;
    super({ requestCert: isMutual, rejectUnauthorized: isMutual, handshakeTimeout }, secureContextOf(tls.current));
    tls.onChange((material) => this.updateSecureContextOptions(secureContextOf(material)));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
