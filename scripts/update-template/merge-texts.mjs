// Three-way merging of text, by git.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryGit, UpdateError } from './git.mjs';

/** git's exit code is the number of conflicts, but never more than this. */
const MOST_CONFLICTS = 127;

/** @returns the merged content, with markers where both changed the same lines, and how many of them */
export function mergeTexts(ours, base, theirs) {
  if ([ours, base, theirs].some((content) => content.includes(0))) return { isBinary: true };
  const folder = mkdtempSync(join(tmpdir(), 'update-template-merge-'));
  try {
    const sides = Object.entries({ yours: ours, before: base, template: theirs });
    for (const [name, content] of sides) writeFileSync(join(folder, name), content);
    const labels = sides.flatMap(([name]) => ['-L', name]);
    const words = ['merge-file', '-p', ...labels, ...sides.map(([name]) => name)];
    const { code, stdout, stderr } = tryGit(folder, words, { encoding: 'buffer' });
    if (code === null || code > MOST_CONFLICTS) throw new UpdateError(`git merge-file failed: ${stderr}`);
    return { content: stdout, conflicts: code };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
