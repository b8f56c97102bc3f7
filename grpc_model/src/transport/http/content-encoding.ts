import type { IncomingMessage } from 'node:http';
import { ServingError } from '../../core/errors';
import type { Compression } from '../inflate';
import { HttpRefusal } from './http-refusal';

/** What `Content-Encoding` may say; `x-gzip` is `gzip` (RFC 9110, 8.4.1.3). */
const ENCODINGS: Readonly<Record<string, Compression | 'identity'>> = {
  identity: 'identity',
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
};
const ACCEPTED = 'gzip, deflate, identity';

/**
 * How a request's body is compressed; undefined when it is not.
 *
 * @throws HttpRefusal 415 when it is compressed otherwise, or more than once
 */
export function compressionOf({ headers }: Pick<IncomingMessage, 'headers'>): Compression | undefined {
  const given = headers['content-encoding'] ?? '';
  const names = given.split(',').flatMap((name) => name.trim().toLowerCase() || []);
  const compressions = names.map((name) => (Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined));
  const [only, ...others] = compressions.filter((compression) => compression !== 'identity');
  if (others.length > 0 || compressions.includes(undefined)) {
    const shown = JSON.stringify(given.slice(0, 60));
    const message = `The body has the Content-Encoding ${shown}; expected one of ${ACCEPTED}.`;
    throw new HttpRefusal(415, new ServingError('invalid-argument', message), { 'accept-encoding': ACCEPTED });
  }
  return only;
}
