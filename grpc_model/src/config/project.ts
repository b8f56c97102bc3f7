import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemsError } from '../core/problems';

export interface Project {
  /** Absolute path of the folder that holds `package.json` and `asset_bundle/`. */
  readonly folder: string;
  /** The version of the project's own model: the one place where it is decided. */
  readonly version: string;
}

/**
 * Finds the project around a folder of its sources, compiled or not, and reads its version.
 *
 * @throws ProblemsError when `package.json` has no version
 */
export function readProject(from: string): Project {
  const folder = findUpwards(from, 'package.json');
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  if (typeof version === 'string') return { folder, version };
  throw new ProblemsError([
    { file: 'package.json', key: 'version', found: typeof version, expected: 'the version "x.y.z" of the model' },
  ]);
}

function findUpwards(from: string, name: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder;
    if (folder === dirname(folder)) throw new Error(`There is no ${name} in ${from} or in any folder above it.`);
  }
}
