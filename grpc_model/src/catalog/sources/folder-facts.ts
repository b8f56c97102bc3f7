import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isMissing } from './read-optional';

/** More files than any model has; a folder of more was put there by mistake. */
const MAX_FILES = 10_000;

/** What can be told of a folder's files without reading them. */
export interface FolderFacts {
  /** Another text when any file is another: name, size or time. */
  readonly fingerprint: string;
  readonly totalBytes: number;
  /** Why it cannot be used; undefined when nothing speaks against it. */
  readonly problem: string | undefined;
}

/**
 * Looks at every file below a folder.
 *
 * @param boundary a real path that no symbolic link may lead out of
 * @param more further files that belong to it, absolute
 */
export async function folderFacts(
  folder: string,
  boundary: string,
  more: readonly string[] = [],
): Promise<FolderFacts> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length > MAX_FILES)
    return factsOf([], 0, `It has ${entries.length} files; expected at most ${MAX_FILES}.`);
  const lines: string[] = [];
  let totalBytes = 0;
  let problem: string | undefined;
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    if (entry.isSymbolicLink()) problem ??= await problemOfLink(path, folder, boundary);
    if (problem !== undefined) continue;
    const file = await stat(path);
    if (file.isFile()) totalBytes += file.size;
    lines.push(lineOf(relative(folder, path), file));
  }
  for (const path of more) lines.push(lineOf(path, await stat(path)));
  return factsOf(lines, totalBytes, problem);
}

/** @returns why the link must not be followed */
export async function problemOfLink(path: string, folder: string, boundary: string): Promise<string | undefined> {
  const name = relative(folder, path);
  try {
    const target = await realpath(path);
    if (isInside(target, boundary)) return undefined;
    return `${name === '' ? 'It' : name} is a symbolic link that leads out of the folder; put the file itself there.`;
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    return `${name === '' ? 'It' : name} is a symbolic link to a file that is not there.`;
  }
}

export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function lineOf(name: string, { size, mtimeMs }: Stats): string {
  return `${name}\0${size}\0${mtimeMs}`;
}

function factsOf(lines: readonly string[], totalBytes: number, problem: string | undefined): FolderFacts {
  const hash = createHash('sha1').update(lines.toSorted().join('\n'));
  return { fingerprint: hash.update(problem ?? '').digest('base64'), totalBytes, problem };
}
