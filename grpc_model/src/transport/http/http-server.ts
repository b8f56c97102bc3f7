import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { checkIntervalMs, handshakeTimeoutMs, type ConnectionLimits } from '../connection-limits';
import { secureContextOf, type TlsSource } from '../tls-source';

/** Node's HTTP server with the bounds of a listener; it speaks TLS where there is material for it. */
export function httpServer(handler: RequestListener, limits: ConnectionLimits, tls: TlsSource | undefined): Server {
  const server = tls === undefined ? createServer(optionsOf(limits), handler) : tlsServer(handler, limits, tls);
  server.maxConnections = limits.maxConnections;
  // A pause between two requests; while an answer is made, a connection may be silent for as long as that takes.
  server.keepAliveTimeout = limits.idleConnectionMs;
  server.timeout = 0;
  return server;
}

function optionsOf(limits: ConnectionLimits): ServerOptions {
  const { maxHeaderBytes, requestTimeoutMs } = limits;
  return {
    maxHeaderSize: maxHeaderBytes,
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: checkIntervalMs(limits),
  };
}

function tlsServer(handler: RequestListener, limits: ConnectionLimits, tls: TlsSource): Server {
  const { clientAuthorities } = tls.current;
  const options = {
    ...optionsOf(limits),
    ...secureContextOf(tls.current),
    requestCert: clientAuthorities !== undefined,
    rejectUnauthorized: clientAuthorities !== undefined,
    handshakeTimeout: handshakeTimeoutMs(limits),
  };
  const server = createTlsServer(options, handler);
  tls.onChange((material) => server.setSecureContext(secureContextOf(material)));
  return server;
}
