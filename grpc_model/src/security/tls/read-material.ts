import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { messageOf } from '../../core/errors';
import type { Problem } from '../../core/problems';
import type { TlsMaterial } from '../../transport/tls-source';
import type { Contents } from '../read-files';

/** The paths of the three files; no authorities when clients need no certificate. */
export interface TlsFiles {
  readonly certificate: string;
  readonly privateKey: string;
  readonly clientAuthorities: string | undefined;
}

export interface ReadMaterial {
  /** Undefined when there are problems. */
  readonly material: TlsMaterial | undefined;
  /** When the first certificate of the chain ends, in milliseconds since 1970. */
  readonly expiresAtMs: number;
  readonly problems: readonly Problem[];
}

/** From one beginning to the next, so that one without an end counts, too: the file is still being written. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----(?:(?!-----BEGIN )[\s\S])*/g;

/**
 * What the files hold, checked: that each can be read, that the certificates are good now, and that the key fits.
 *
 * @param contents of certificate, key and, if there are, authorities
 */
export function readMaterial(files: TlsFiles, contents: readonly Contents[], nowMs: number): ReadMaterial {
  const problems: Problem[] = [];
  const [certificate, privateKey, clientAuthorities] = contents;
  const chain = certificatesOf(certificate, files.certificate, 'TLS_CERT_FILE', problems);
  for (const each of chain) problems.push(...datesOf(each, nowMs, files.certificate));
  const key = keyOf(privateKey, files.privateKey, problems);
  if (chain[0] !== undefined && key !== undefined && !chain[0].checkPrivateKey(key)) {
    const found = `a key that does not fit the certificate of ${subjectOf(chain[0])} in ${files.certificate}`;
    problems.push({ file: files.privateKey, key: 'TLS_KEY_FILE', found, expected: 'the key of that certificate' });
  }
  if (files.clientAuthorities !== undefined) {
    problems.push(...authorityProblems(clientAuthorities, files.clientAuthorities, nowMs));
  }
  const material = problems.length > 0 ? undefined : toMaterial(contents);
  if (material !== undefined) problems.push(...contextProblems(material, files.certificate));
  const expiresAtMs = Math.min(...chain.map(({ validTo }) => Date.parse(validTo)));
  return { material: problems.length > 0 ? undefined : material, expiresAtMs, problems };
}

function toMaterial([certificate, privateKey, clientAuthorities]: readonly Contents[]): TlsMaterial | undefined {
  if (!Buffer.isBuffer(certificate) || !Buffer.isBuffer(privateKey)) return undefined;
  return {
    certificate,
    privateKey,
    clientAuthorities: Buffer.isBuffer(clientAuthorities) ? clientAuthorities : undefined,
  };
}

function certificatesOf(
  contents: Contents | undefined,
  file: string,
  key: string,
  problems: Problem[],
): X509Certificate[] {
  const expected = 'certificates in PEM ("-----BEGIN CERTIFICATE-----")';
  if (!Buffer.isBuffer(contents)) {
    problems.push({ file, key, found: unreadable(contents), expected });
    return [];
  }
  const blocks = contents.toString('latin1').match(CERTIFICATE) ?? [];
  if (blocks.length === 0) problems.push({ file, key, found: 'a file without any', expected });
  return blocks.flatMap((block, index) => {
    try {
      return [new X509Certificate(block)];
    } catch (thrown) {
      problems.push({
        file,
        key,
        found: `a damaged certificate, number ${index + 1} (${messageOf(thrown)})`,
        expected,
      });
      return [];
    }
  });
}

function keyOf(contents: Contents | undefined, file: string, problems: Problem[]): KeyObject | undefined {
  const expected = 'a private key in PEM, without a passphrase';
  const place = { file, key: 'TLS_KEY_FILE', expected };
  if (!Buffer.isBuffer(contents)) {
    problems.push({ ...place, found: unreadable(contents) });
    return undefined;
  }
  try {
    return createPrivateKey(contents);
  } catch (thrown) {
    problems.push({ ...place, found: `something else (${messageOf(thrown)})` });
    return undefined;
  }
}

function datesOf(certificate: X509Certificate, nowMs: number, file: string): Problem[] {
  const { validFrom, validTo } = certificate;
  const isGood = Date.parse(validFrom) <= nowMs && nowMs < Date.parse(validTo);
  if (isGood) return [];
  const what = Date.parse(validFrom) > nowMs ? 'is not good yet' : 'has expired';
  const found = `a certificate of ${subjectOf(certificate)} that ${what}: good from ${isoOf(validFrom)} to ${isoOf(validTo)}`;
  const expected = `one that is good now, at ${new Date(nowMs).toISOString()}`;
  return [{ file, key: 'TLS_CERT_FILE', found, expected }];
}

/** A bundle may hold authorities of yesterday beside those of today. */
function authorityProblems(contents: Contents | undefined, file: string, nowMs: number): Problem[] {
  const problems: Problem[] = [];
  const authorities = certificatesOf(contents, file, 'TLS_CLIENT_CA_FILE', problems);
  if (problems.length > 0 || authorities.some((each) => datesOf(each, nowMs, file).length === 0)) return problems;
  const [first] = authorities.flatMap((each) => datesOf(each, nowMs, file));
  return first === undefined ? [] : [{ ...first, key: 'TLS_CLIENT_CA_FILE' }];
}

/** What only OpenSSL itself knows, such as a key that is too short for it. */
function contextProblems({ certificate, privateKey, clientAuthorities }: TlsMaterial, file: string): Problem[] {
  try {
    createSecureContext({ cert: certificate, key: privateKey, ca: clientAuthorities });
    return [];
  } catch (thrown) {
    const found = `what TLS does not take (${messageOf(thrown)})`;
    return [{ file, key: 'TLS_CERT_FILE', found, expected: 'a certificate and a key for a TLS server' }];
  }
}

function unreadable(contents: Contents | undefined): string {
  return `a file that cannot be read (${messageOf(contents)})`;
}

function subjectOf({ subject }: X509Certificate): string {
  return JSON.stringify(subject.replaceAll('\n', ', '));
}

function isoOf(date: string): string {
  return new Date(date).toISOString();
}
