import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PROJECT_FOLDER } from './paths';

/** What a copy leaves out: large, or of no use to a verb that writes. */
const LEFT_OUT = new Set(['node_modules', '.git', 'coverage', 'bench', 'training', 'fixtures']);

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A committed copy of this very project, compiled as it is, in which verbs may change what they like. */
export class AuthoredProject implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'authored-project-'));

  constructor() {
    cpSync(PROJECT_FOLDER, this.folder, {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !LEFT_OUT.has(basename(path)),
    });
    symlinkSync(join(PROJECT_FOLDER, 'node_modules'), join(this.folder, 'node_modules'));
    this.#git('init', '--quiet');
    this.commit();
  }

  commit(): void {
    this.#git('add', '--all');
    const author = ['-c', 'user.name=Ada Lovelace', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
    this.#git(...author, 'commit', '--quiet', '--no-verify', '--message', 'A step');
  }

  /** What differs from the last commit, as git's short status has it. */
  status(): string[] {
    return this.#git('status', '--porcelain', '--untracked-files=all').split('\n').filter(Boolean);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  /** Runs a verb's compiled main without a terminal. */
  run(verb: string, ...argv: readonly string[]): Promise<Finished> {
    const main = join(this.folder, `dist/grpc_model/src/authoring/${verb}/${verb}-main.js`);
    return new Promise((resolve) =>
      execFile(process.execPath, [main, ...argv], (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr }),
      ),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #git(...argv: readonly string[]): string {
    return execFileSync('git', argv, { cwd: this.folder, encoding: 'utf8' });
  }
}
