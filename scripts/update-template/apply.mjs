// Makes the changes of an update, and takes them back.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { entriesOf, git, tryGit, UpdateError } from './git.mjs';

/** No path is a pattern here. */
const LITERAL = { GIT_LITERAL_PATHSPECS: '1' };
const FROM_INPUT = ['--pathspec-from-file=-', '--pathspec-file-nul'];

/** Nothing is committed. What was there is noted first, so that an update that was interrupted can be undone, too. */
export function applySteps(root, steps) {
  const files = Object.fromEntries(
    steps.map(({ path, content }) => [path, content === undefined ? null : digest(content)]),
  );
  writeFileSync(notesPath(root), JSON.stringify({ head: git(root, ['rev-parse', 'HEAD']).trim(), files }));
  for (const { path, action, content, mode } of steps) {
    if (action === 'removed') removeFile(root, path);
    else writeFile(join(root, path), content, mode);
  }
}

/**
 * Restores every path of the last update, also when that has been committed.
 *
 * @returns the paths
 * @throws UpdateError when there was none, or somebody has changed one of them since
 */
export function undoLast(root) {
  const { head, files } = readNotes(root);
  const paths = Object.keys(files);
  const changed = paths.filter((path) => digestAt(root, path) !== files[path] && !isAsIn(root, head, path));
  if (changed.length > 0) {
    const named = changed.map((path) => `  ${path}`).join('\n');
    throw new UpdateError(
      `These files have changed since the update, and undoing it would lose that:\n${named}\n` +
        `To have one of them as it was before: git restore --source=${head.slice(0, 12)} -- <path>`,
    );
  }
  const known = new Set(entriesOf(git(root, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', head])));
  restore(
    root,
    head,
    paths.filter((path) => known.has(path)),
  );
  forget(
    root,
    paths.filter((path) => !known.has(path)),
  );
  rmSync(notesPath(root));
  return paths;
}

function restore(root, head, paths) {
  if (paths.length === 0) return;
  const words = ['restore', `--source=${head}`, '--staged', '--worktree', ...FROM_INPUT];
  git(root, words, { input: paths.join('\0'), env: LITERAL });
}

/** What the update brought goes, from the index, too. */
function forget(root, paths) {
  if (paths.length === 0) return;
  git(root, ['rm', '--quiet', '--cached', '--ignore-unmatch', ...FROM_INPUT], {
    input: paths.join('\0'),
    env: LITERAL,
  });
  for (const path of paths) removeFile(root, path);
}

/** Beside git's own files, where no commit takes it along. */
function notesPath(root) {
  return resolve(root, git(root, ['rev-parse', '--git-path', 'update-template.json']).trim());
}

function readNotes(root) {
  const path = notesPath(root);
  if (!existsSync(path)) throw new UpdateError('There is no update to undo in this clone.');
  return JSON.parse(readFileSync(path, 'utf8'));
}

function isAsIn(root, head, path) {
  const isKnown = tryGit(root, ['cat-file', '-e', `${head}:${path}`]).code === 0;
  if (!isKnown) return !existsSync(join(root, path));
  return tryGit(root, ['diff', '--quiet', head, '--', path], { env: LITERAL }).code === 0;
}

function writeFile(path, content, mode) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, mode === '100755' ? 0o755 : 0o644);
}

function removeFile(root, path) {
  rmSync(join(root, path), { force: true });
  for (let folder = dirname(join(root, path)); folder !== root && isEmpty(folder); folder = dirname(folder)) {
    if (existsSync(folder)) rmdirSync(folder);
  }
}

function isEmpty(folder) {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

function digest(content) {
  return createHash('sha256').update(content).digest('hex');
}

function digestAt(root, path) {
  return existsSync(join(root, path)) ? digest(readFileSync(join(root, path))) : null;
}
