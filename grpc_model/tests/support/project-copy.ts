import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PROJECT_FOLDER } from './paths';

const LEFT_OUT = /^(node_modules|coverage|\.git|dist)$|(^|\/)node_modules$/;

/** A copy of the whole project, with its compiled server, committed to a repository of its own. */
export function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fork-'));
  cpSync(PROJECT_FOLDER, folder, {
    recursive: true,
    filter: (source) => !LEFT_OUT.test(relative(PROJECT_FOLDER, source)),
  });
  cpSync(join(PROJECT_FOLDER, 'dist/grpc_model/src'), join(folder, 'dist/grpc_model/src'), { recursive: true });
  symlinkSync(join(PROJECT_FOLDER, 'node_modules'), join(folder, 'node_modules'));
  git(folder, 'init', '--quiet');
  commitAll(folder);
  return folder;
}

/** Commits whatever there is. */
export function commitAll(folder: string): void {
  git(folder, 'add', '--all');
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
  git(folder, ...who, 'commit', '--quiet', '--no-verify', '--message', 'All');
}

function git(folder: string, ...words: readonly string[]): void {
  execFileSync('git', words, { cwd: folder, stdio: 'pipe' });
}
