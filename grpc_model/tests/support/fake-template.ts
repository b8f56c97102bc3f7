import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitProject, type Finished } from './git-project';
import { PROJECT_FOLDER } from './paths';

const SCRIPT = join(PROJECT_FOLDER, 'scripts/update-template.mjs');

export const TEN_LINES = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n';

export function manifest(version: string, keys: object = {}): string {
  return `${JSON.stringify({ name: 'template', version, scripts: { test: 'jest' }, ...keys }, null, 2)}\n`;
}

export function lock(version: string, dependencies?: Readonly<Record<string, string>>): string {
  const root = { name: 'template', version };
  const packages = Object.entries(dependencies ?? {}).map(([name, each]) => {
    return [`node_modules/${name}`, { version: each, integrity: `sha512-${'A'.repeat(86)}==`, license: 'MIT' }];
  });
  const all = { '': { ...root, ...(dependencies && { dependencies }) }, ...(Object.fromEntries(packages) as object) };
  return `${JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages: all }, null, 2)}\n`;
}

export const TEMPLATE = {
  'package.json': manifest('1.0.0'),
  'package-lock.json': lock('1.0.0'),
  'README.md': TEN_LINES,
  Dockerfile: 'ARG MODEL_VERSION=1.0.0\nARG MODEL_NAME="Example"\nFROM node:20\n',
  'scripts/run.sh': 'echo one\n',
  'docs/old.md': 'old\n',
  'src/server.ts': TEN_LINES,
  'asset_bundle/1.0.0/model.yaml': 'name: Example\n',
  'model_lib/src/model.ts': 'example\n',
  LICENSE: 'template\n',
};

/** A template of a few files, and forks of it, in a folder of one test. */
export class FakeTemplate implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'update-template-test-'));
  readonly project = GitProject.create(join(this.#folder, 'template'), TEMPLATE);

  /** A fork as a clone has it: with the template's history. */
  fork(): GitProject {
    return GitProject.clone(this.project, join(this.#folder, 'fork'));
  }

  /** A fork as "use this template" makes it: with a history of its own. */
  unrelatedFork(files: Readonly<Record<string, string>> = {}): GitProject {
    return GitProject.create(join(this.#folder, 'fork'), { ...TEMPLATE, ...files });
  }

  /** Brings a fork up to this template. */
  update(fork: GitProject, ...flags: readonly string[]): Finished {
    return this.run(fork, this.project.folder, ...flags);
  }

  /** The verb itself, in a fork. */
  run(fork: GitProject, ...words: readonly string[]): Finished {
    return fork.run(SCRIPT, ...words);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
