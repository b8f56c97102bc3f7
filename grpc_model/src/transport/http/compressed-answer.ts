import { deflate, gzip } from 'node:zlib';
import type { Compression } from '../inflate';
import { acceptedEncoding } from './accepted-encoding';
import type { HttpAnswer } from './http-route';

/** What is smaller gains nothing worth a turn. */
const MIN_BYTES = 1024;
/** Answers are made once and read once: a higher level would cost more than it saves. */
const LEVEL = 1;

/** The answer as `Accept-Encoding` wants it, compressed away from the event loop; pieces leave as they are. */
export async function compressedAnswer(answer: HttpAnswer, acceptEncoding: string | undefined): Promise<HttpAnswer> {
  const { body } = answer;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return answer;
  const headers = { ...answer.headers, vary: 'accept-encoding' };
  const encoding = Buffer.byteLength(body) < MIN_BYTES ? 'identity' : acceptedEncoding(acceptEncoding);
  if (encoding === 'identity') return { ...answer, headers };
  return { ...answer, headers: { ...headers, 'content-encoding': encoding }, body: await compress(body, encoding) };
}

function compress(body: string | Uint8Array, compression: Compression): Promise<Buffer> {
  const make = compression === 'gzip' ? gzip : deflate;
  return new Promise((resolve, reject) => {
    make(body, { level: LEVEL }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else reject(error);
    });
  });
}
