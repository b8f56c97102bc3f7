import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Finished {
  readonly code: number | null;
  /** Of both channels. */
  readonly output: string;
}

/** A git repository in a folder of a test. */
export class GitProject {
  private constructor(readonly folder: string) {}

  static create(folder: string, files: Readonly<Record<string, string>>): GitProject {
    mkdirSync(folder, { recursive: true });
    const project = new GitProject(folder);
    project.git('init', '--quiet', '--initial-branch=main');
    project.commit(files);
    return project;
  }

  /** A clone with the whole history of another. */
  static clone(original: GitProject, folder: string): GitProject {
    execFileSync('git', ['clone', '--quiet', original.folder, folder]);
    return new GitProject(folder);
  }

  /** @returns the commit's hash */
  commit(files: Readonly<Record<string, string | undefined>>): string {
    this.write(files);
    this.git('add', '--all');
    this.git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '-m', 'change');
    return this.git('rev-parse', 'HEAD');
  }

  /** Undefined removes a file. */
  write(files: Readonly<Record<string, string | undefined>>): void {
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.folder, path);
      if (content === undefined) rmSync(full);
      else {
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, content);
      }
    }
  }

  makeExecutable(path: string): void {
    chmodSync(join(this.folder, path), 0o755);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** What differs from the last commit, in git's short form. */
  status(): string[] {
    return this.git('status', '--porcelain')
      .split('\n')
      .filter((line) => line !== '');
  }

  git(...words: readonly string[]): string {
    return execFileSync('git', words, { cwd: this.folder, encoding: 'utf8' }).trimEnd();
  }

  /** Runs a script of the project under test here. */
  run(script: string, ...words: readonly string[]): Finished {
    const result = spawnSync(process.execPath, [script, ...words], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, npm_config_offline: 'true' },
    });
    return { code: result.status, output: result.stdout + result.stderr };
  }
}
