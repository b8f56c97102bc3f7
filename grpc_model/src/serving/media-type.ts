import { filetypemime } from 'magic-bytes.js';

/** Enough of the beginning for every signature, and to tell text from binary as git does: by a zero byte. */
const SAMPLE_BYTES = 8000;

/** Media types that begin with a signature, so that content tells whether it is one. Others are taken on trust. */
const WITH_SIGNATURE = new Set([
  'application/gzip',
  'application/pdf',
  'application/zip',
  'image/bmp',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/tiff',
  'image/webp',
]);

const ALIASES: Readonly<Record<string, string>> = {
  'application/x-gzip': 'application/gzip',
  'application/x-pdf': 'application/pdf',
  'application/x-zip-compressed': 'application/zip',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-ms-bmp': 'image/bmp',
  'image/x-png': 'image/png',
};

const TEXTUAL = /^text\/|^application\/(.+\+)?(json|xml|yaml|csv|x-ndjson|x-yaml)$/;

/**
 * Whether content can be of one of the accepted media types, as far as the content tells. A type with a signature needs
 * its signature; a textual type must not look binary; any other type is taken on trust.
 *
 * @param accepted media types in lower case, possibly with parameters; an empty list accepts everything
 */
export function isAcceptable(content: Uint8Array, accepted: readonly string[]): boolean {
  if (accepted.length === 0) return true;
  const sample = content.subarray(0, SAMPLE_BYTES);
  return accepted.map(canonical).some((type) => {
    if (WITH_SIGNATURE.has(type)) return signaturesOf(sample).includes(type);
    return TEXTUAL.test(type) ? !sample.includes(0) : true;
  });
}

/** What content looks like, for a message. */
export function nameContent(content: Uint8Array): string {
  if (content.byteLength === 0) return 'empty';
  const sample = content.subarray(0, SAMPLE_BYTES);
  const known = signaturesOf(sample).find((type) => WITH_SIGNATURE.has(type));
  return known ?? (sample.includes(0) ? 'unknown binary content' : 'text or unknown content');
}

function signaturesOf(sample: Uint8Array): string[] {
  return filetypemime(sample).map(canonical);
}

function canonical(mediaType: string): string {
  const essence = mediaType.split(';', 1)[0]!.trim();
  return ALIASES[essence] ?? essence;
}
