import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { messageOf } from '../../core/errors';
import { isInside } from './folder-facts';
import { readOptional } from './read-optional';

/** The name of the optional file, in the form of `sha256sum`. */
export const CHECKSUM_FILE = 'SHA256SUMS';

/** One line of the file. */
export interface Checksum {
  /** In lower case. */
  readonly sha256: string;
  readonly path: string;
  /** Its line in the file, from 1. */
  readonly line: number;
}

/** What is wrong with one file that is listed. */
export interface ChecksumProblem {
  readonly line: number;
  /** A sentence for people. */
  readonly problem: string;
}

/**
 * Checks every file that `SHA256SUMS` lists, where there is one. Reads piece by piece: weights may be larger than memory.
 *
 * @throws Error that names every file that is another, with both sums
 */
export async function verifyChecksums(folder: string): Promise<void> {
  const problems = await problemsOfChecksums(folder);
  if (problems.length > 0) throw new Error(problems.map(({ problem }) => problem).join('\n'));
}

/**
 * Every listed file that is another; none where there is no `SHA256SUMS`.
 *
 * @throws Error that names a line that is none of `sha256sum`'s
 */
export async function problemsOfChecksums(folder: string): Promise<ChecksumProblem[]> {
  const text = await readOptional(join(folder, CHECKSUM_FILE));
  if (text === undefined) return [];
  const boundary = await realpath(folder);
  const problems: ChecksumProblem[] = [];
  for (const { sha256, path, line } of parseChecksums(text)) {
    const problem = await problemOf(folder, boundary, path, sha256);
    if (problem !== undefined) problems.push({ line, problem });
  }
  return problems;
}

/** @throws Error that names the line that is none of `sha256sum`'s */
export function parseChecksums(text: string): Checksum[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const match = /^([0-9a-f]{64}) [ *](.+)$/i.exec(line);
    if (match === null) {
      const found = JSON.stringify(line.slice(0, 80));
      throw new Error(`${CHECKSUM_FILE}:${index + 1}: found ${found}; expected a line of sha256sum, "<sum>  <file>".`);
    }
    return [{ sha256: match[1]!.toLowerCase(), path: match[2]!, line: index + 1 }];
  });
}

async function problemOf(
  folder: string,
  boundary: string,
  path: string,
  expected: string,
): Promise<string | undefined> {
  if (isAbsolute(path) || normalize(path).split(/[\\/]/).includes('..'))
    return `${CHECKSUM_FILE} names ${path}; expected a path inside of its folder.`;
  try {
    const target = await realpath(join(folder, path));
    if (!isInside(target, boundary)) return `${CHECKSUM_FILE} names ${path}, which leads out of its folder.`;
    const found = await sha256Of(target);
    if (found === expected) return undefined;
    return `The checksum of ${path} is ${found}; ${CHECKSUM_FILE} expects ${expected}. Copy the file again.`;
  } catch (thrown) {
    return `${CHECKSUM_FILE} names ${path}, which cannot be read: ${messageOf(thrown)}`;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 18 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
