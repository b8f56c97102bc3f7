// What an update does to each file of the template. Reads both repositories, and writes nothing.
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listTree } from './base.mjs';
import { entriesOf, git } from './git.mjs';
import { mergeTexts } from './merge-texts.mjs';
import { isProse, LOCK_FILE, MANIFEST } from './ownership.mjs';
import { withAuthorsValues } from './image-arguments.mjs';

/**
 * @param versions `base` and `commit`: what the fork has of the template, and what it gets
 * @returns one step for each file to be changed or told about:
 *   `{path, action: 'new' | 'changed' | 'merged', content, mode}`, with `conflict` where it has markers in it,
 *   `{path, action: 'removed'}`, or `{path, action: 'kept', why}`, with `conflict` where the author has to decide
 */
export function planFiles(root, store, { base, commit }) {
  const [before, after] = [listTree(store, base), listTree(store, commit)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => path !== MANIFEST && path !== LOCK_FILE && !isSame(before.get(path), after.get(path)),
  );
  const here = readOurs(root, changed);
  const read = (file) => (file === undefined ? undefined : readBlob(store, file.hash));
  return changed
    .sort()
    .map((path) => planFile({ path, ours: here.get(path), before: before.get(path), after: after.get(path), read }))
    .filter((step) => step !== undefined);
}

/** @returns the bytes of a file of a commit; undefined where it has none of that name */
export function readFileOf(store, commit, path) {
  const file = listTree(store, commit).get(path);
  return file === undefined ? undefined : readBlob(store, file.hash);
}

function planFile({ path, ours, before, after, read }) {
  if (ours?.problem !== undefined) return { path, action: 'kept', why: ours.problem, conflict: true };
  if (after === undefined) return planRemoval(path, ours, before);
  if (ours === undefined) {
    if (before === undefined) return { path, action: 'new', content: read(after), mode: after.mode };
    return { path, action: 'kept', why: 'you removed it, and the template changed it; it stays removed' };
  }
  // What changed may be no more than the right to run it.
  const mode = before === undefined || ours.mode === before.mode ? after.mode : ours.mode;
  if (ours.hash === after.hash)
    return mode === ours.mode ? undefined : { path, action: 'changed', content: read(after), mode };
  if (ours.hash === before?.hash) return { path, action: 'changed', content: read(after), mode };
  return planMerge(path, mode, ours.content, read(before), read(after));
}

function planRemoval(path, ours, before) {
  if (ours === undefined) return undefined;
  if (ours.hash === before.hash) return { path, action: 'removed' };
  return { path, action: 'kept', why: 'the template no longer has it, but you changed it; remove it if you can' };
}

function planMerge(path, mode, ours, before, after) {
  const values = (content) => withAuthorsValues(path, content, ours);
  const merge = mergeTexts(ours, values(before ?? Buffer.alloc(0)), values(after));
  if (merge.isBinary) {
    return {
      path,
      action: 'kept',
      why: 'you and the template changed it, and it is no text; yours stays',
      conflict: true,
    };
  }
  if (merge.content.equals(ours)) return undefined;
  if (merge.conflicts === 0) return { path, action: 'merged', content: merge.content, mode };
  if (isProse(path)) return { path, action: 'kept', why: "the template's changes do not fit into yours" };
  return { path, action: 'merged', content: merge.content, mode, conflict: true };
}

/** What the fork has: hash, mode and content by path; `problem` where an update cannot touch it and be undone. */
function readOurs(root, paths) {
  const tracked = new Set(entriesOf(git(root, ['ls-files', '-z'])));
  const files = new Map();
  for (const path of paths) {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (leavesProject(root, path)) files.set(path, { problem: 'a folder above it is a link' });
    else if (stats === undefined) continue;
    else if (!stats.isFile()) files.set(path, { problem: 'here it is no file' });
    else if (!tracked.has(path)) files.set(path, { problem: 'git does not know it here, so it could not be restored' });
    else files.set(path, { mode: stats.mode & 0o100 ? '100755' : '100644', content: readFileSync(join(root, path)) });
  }
  const regular = [...files].filter(([, { problem }]) => problem === undefined);
  // By git itself, which undoes what it does to line ends in the work tree.
  const input = regular.map(([path]) => `${path}\n`).join('');
  const hashes = git(root, ['hash-object', '--stdin-paths'], { input }).split('\n');
  regular.forEach(([, file], index) => (file.hash = hashes[index]));
  return files;
}

function leavesProject(root, path) {
  let folder = dirname(join(root, path));
  while (!existsSync(folder)) folder = dirname(folder);
  const inside = folder.slice(root.length);
  return realpathSync(folder) !== realpathSync(root) + inside;
}

function isSame(left, right) {
  return left?.hash === right?.hash && left?.mode === right?.mode;
}

function readBlob(store, hash) {
  return git(store, ['cat-file', 'blob', hash], { encoding: 'buffer' });
}
