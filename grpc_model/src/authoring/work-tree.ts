import { execFileSync } from 'node:child_process';

/** The most paths that a message names. */
const MAX_NAMED = 10;

/**
 * Makes sure that a verb's changes could be undone: everything is committed.
 *
 * @param paths only what lies there matters; empty: the whole project
 * @throws Error with what is not committed, and what to do
 */
export function throwIfUncommitted(root: string, paths: readonly string[] = []): void {
  const changed = uncommitted(root, paths);
  if (changed === undefined) {
    throw new Error(
      'This folder is no git repository, so nothing could be undone. Run "git init && git add -A && git commit -m Start", ' +
        'or say --allow-dirty.',
    );
  }
  if (changed.length === 0) return;
  const named = changed.slice(0, MAX_NAMED).map((line) => `  ${line}`);
  const more = changed.length > MAX_NAMED ? [`  and ${changed.length - MAX_NAMED} more`] : [];
  throw new Error(
    ['There is work that is not committed:', ...named, ...more, 'Commit it, or say --allow-dirty.'].join('\n'),
  );
}

/** @returns git's short status of every path that differs from the last commit; undefined where there is no repository */
function uncommitted(root: string, paths: readonly string[]): string[] | undefined {
  try {
    const status = execFileSync('git', ['status', '--porcelain', '--', ...(paths.length === 0 ? ['.'] : paths)], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return status.split('\n').filter((line) => line !== '');
  } catch {
    return undefined;
  }
}
