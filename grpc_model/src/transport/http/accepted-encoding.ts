import type { Compression } from '../inflate';

type Encoding = Compression | 'identity';

/** In the order in which ties are decided. */
const OFFERED: readonly Encoding[] = ['identity', 'gzip', 'deflate'];

/**
 * How an answer is to be compressed, by `Accept-Encoding` (RFC 9110, 12.5.3): the highest weight decides. Without the header
 * it is not; of equal weights it is not where `identity` is listed, and otherwise `gzip`.
 */
export function acceptedEncoding(header: string | undefined): Encoding {
  if (header === undefined) return 'identity';
  const weights = new Map<string, number>();
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((text) => text.trim());
    weights.set(name === 'x-gzip' ? 'gzip' : name, weightOf(parameters));
  }
  const others = weights.get('*') ?? 0;
  let best: Encoding = 'identity';
  // What is not listed is the last resort.
  let highest = weights.get('identity') ?? 0;
  for (const encoding of OFFERED.slice(1)) {
    const weight = weights.get(encoding) ?? others;
    if (weight > highest) [best, highest] = [encoding, weight];
  }
  return best;
}

/** 0 for a weight that is none: whoever wrote it did not ask for it in a way that can be understood. */
function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => /^q\s*=/.test(parameter));
  if (given === undefined) return 1;
  const weight = Number(given.replace(/^q\s*=\s*/, ''));
  return weight >= 0 && weight <= 1 ? weight : 0;
}
