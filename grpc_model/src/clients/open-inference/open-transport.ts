import { ServingError } from '../../core/errors';
import type { ConnectionOptions } from './connection-options';
import { GrpcTransport } from './grpc-transport';
import { RestTransport } from './rest-transport';
import type { InferenceTransport } from './transport';

const TRANSPORTS: Readonly<Record<string, new (options: ConnectionOptions) => InferenceTransport>> = {
  'grpc:': GrpcTransport,
  'grpcs:': GrpcTransport,
  'http:': RestTransport,
  'https:': RestTransport,
};

/** Where the server is, as it was given. */
export interface Address extends Omit<ConnectionOptions, 'url'> {
  readonly url: string;
}

/** @throws ServingError `invalid-argument` for an address of another kind */
export function openTransport({ url: text, ...options }: Address): InferenceTransport {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const Transport = TRANSPORTS[url?.protocol ?? ''];
  if (url === undefined || Transport === undefined || url.hostname === '') {
    throw new ServingError(
      'invalid-argument',
      `The address is '${text}'; expected grpc://host:port, grpcs://host:port, http://host:port or https://host:port.`,
    );
  }
  if (options.tls !== undefined && !url.protocol.endsWith('s:')) {
    throw new ServingError(
      'invalid-argument',
      `The address is '${text}', whose connection is not encrypted, and tls is given; expected grpcs:// or https://.`,
    );
  }
  return new Transport({ url, ...options });
}
