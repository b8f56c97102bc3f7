// Which version of the template a fork has, where it has not been recorded.
import { resolve } from 'node:path';
import { entriesOf, git, tryGit } from './git.mjs';
import { isAuthors, isSafe, LOCK_FILE, MANIFEST } from './ownership.mjs';

/**
 * @param store a repository with the template's history up to `commit`
 * @returns the commit, and in words how it was found
 */
export function findBase(root, store, commit) {
  const shared = mergeBase(root, store, commit);
  if (shared !== undefined) return { base: shared, how: 'the last commit that this fork and the template share' };
  const nearest = nearestCommit(root, store, commit);
  return {
    base: nearest,
    how: "the template's commit whose files are nearest to this fork's, as they share no history",
  };
}

function mergeBase(root, store, commit) {
  const head = git(root, ['rev-parse', 'HEAD']).trim();
  const objects = resolve(root, git(root, ['rev-parse', '--git-path', 'objects']).trim());
  // The fork's commits are looked up in place, not copied.
  const env = { GIT_ALTERNATE_OBJECT_DIRECTORIES: objects };
  const { code, stdout } = tryGit(store, ['merge-base', commit, head], { env });
  return code === 0 ? stdout.trim() : undefined;
}

/** Of equally near ones the newest. */
function nearestCommit(root, store, commit) {
  const here = templateFiles(root, 'HEAD');
  let nearest = { commit, distance: Infinity };
  for (const each of git(store, ['rev-list', commit]).trim().split('\n')) {
    const distance = differences(here, templateFiles(store, each));
    if (distance < nearest.distance) nearest = { commit: each, distance };
  }
  return nearest.commit;
}

function templateFiles(folder, commit) {
  const files = listTree(folder, commit);
  // Every fork changes these.
  for (const path of [MANIFEST, LOCK_FILE]) files.delete(path);
  return files;
}

/** How many files differ. What only the fork has counts alike against every commit, and so decides nothing. */
function differences(here, there) {
  let count = 0;
  for (const [path, { hash }] of there) if (here.get(path)?.hash !== hash) count++;
  for (const path of here.keys()) if (!there.has(path)) count++;
  return count;
}

/** The template's files of a commit: mode and hash by path. Links and submodules are left out: they lead elsewhere. */
export function listTree(folder, commit) {
  const files = new Map();
  for (const entry of entriesOf(git(folder, ['ls-tree', '-r', '-z', '--full-tree', commit]))) {
    const [, mode, hash, path] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(entry);
    if (mode.startsWith('100') && isSafe(path) && !isAuthors(path)) files.set(path, { mode, hash });
  }
  return files;
}
