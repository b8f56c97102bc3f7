import type { Problem } from '../core/problems';
import { ROLES, type Role } from './roles';

/** One token that is known. */
export interface TokenEntry {
  /** Stands in logs; the old and the new token of a rotation may share it. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** SHA-256 of the token. */
  readonly hash: Buffer;
  /** In milliseconds since 1970; `Infinity` when it never does. */
  readonly expiresAtMs: number;
}

export interface ParsedTokens {
  readonly entries: readonly TokenEntry[];
  readonly problems: readonly Problem[];
}

/** Where the lines stand. */
export interface TokenPlace {
  readonly file: string;
  readonly key: string;
  readonly separator: string;
}

type Finding = Pick<Problem, 'found' | 'expected'>;

const NAME = /^[\w.-]{1,64}$/;
const HASH = /^sha256:([\da-f]{64})$/i;
/** A local time would mean something else on every machine. */
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
const LINE = '<name> <role,role> sha256:<64 hexadecimal digits> [expires=<date>]';

/**
 * Reads lines of tokens; empty ones, and what follows a `#`, are skipped. A problem never shows what stands in a line: a
 * line that is wrong may well hold the token itself.
 */
export function parseTokens(text: string, { file, key, separator }: TokenPlace): ParsedTokens {
  const entries: TokenEntry[] = [];
  const problems: Problem[] = [];
  const hashes = new Set<string>();
  for (const [index, line] of text.split(separator).entries()) {
    const fields = line.replace(/#.*/, '').trim();
    if (fields === '') continue;
    const read = readLine(fields.split(/\s+/), hashes);
    if ('hash' in read) entries.push(read);
    else problems.push({ file, line: index + 1, key, ...read });
  }
  return { entries, problems };
}

function readLine(fields: readonly string[], before: Set<string>): TokenEntry | Finding {
  const [name = '', roleList = '', hashText = '', option] = fields;
  if (fields.length < 3 || fields.length > 4) return { found: `${fields.length} words`, expected: LINE };
  if (!NAME.test(name)) return { found: 'another name', expected: '1 to 64 letters, digits, ".", "_" and "-"' };
  const roles = roleList.split(',').map((word) => ROLES.find((role) => role === word));
  if (!roles.every((role) => role !== undefined)) {
    return { found: 'a second word with something that is no role', expected: `${ROLES.join(', ')}, between commas` };
  }
  const [, digits] = HASH.exec(hashText) ?? [];
  if (digits === undefined) {
    return { found: 'a third word that is no hash', expected: '"sha256:" and 64 hexadecimal digits, never the token' };
  }
  const hash = digits.toLowerCase();
  if (before.has(hash)) return { found: 'the hash of a line above', expected: 'each token once' };
  before.add(hash);
  const expiresAtMs = readExpiry(option);
  return typeof expiresAtMs === 'number' ? { name, roles, hash: Buffer.from(hash, 'hex'), expiresAtMs } : expiresAtMs;
}

function readExpiry(option: string | undefined): number | Finding {
  if (option === undefined) return Infinity;
  const [key, moment = ''] = option.split('=', 2);
  const expiresAtMs = key === 'expires' ? parseMoment(moment) : undefined;
  if (expiresAtMs !== undefined) return expiresAtMs;
  return {
    found: 'a fourth word that is something else',
    expected: '"expires=" with 2026-12-31 or 2026-12-31T18:00:00Z, or nothing',
  };
}

/**
 * A date, which stands for its first moment in UTC, or a date and a time with its zone.
 *
 * @returns milliseconds since 1970; undefined when there is no such moment
 */
export function parseMoment(text: string): number | undefined {
  const [, date] = MOMENT.exec(text) ?? [];
  const atMs = Date.parse(text);
  if (date === undefined || Number.isNaN(atMs)) return undefined;
  // JavaScript takes 30 February for 2 March.
  return new Date(date).toISOString().startsWith(date) ? atMs : undefined;
}
