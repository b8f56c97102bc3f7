import { existsSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { readBundle } from '../catalog/read-bundle';
import { slugOf } from '../catalog/sources/model-name';
import { versionFolders } from '../catalog/sources/version-folders';
import { byNewest, parseVersion, type ModelVersion } from '../catalog/version';
import type { Project } from '../config/project';
import { UsageError } from './usage-error';

/** Where bundles lie, from the project's folder. */
export const BUNDLES = 'asset_bundle';

/** The versions of one model with code. */
export interface ModelFolder {
  /** The folder's name; undefined: the project's own model. */
  readonly model: string | undefined;
  /** From the project's folder, with `/`: `asset_bundle` or `asset_bundle/<model>`. */
  readonly path: string;
  /** The newest first. */
  readonly versions: readonly ModelVersion[];
  /** What is wrong with the folders' names. */
  readonly problems: readonly string[];
}

/** Every model with code of the project: its own first, then the further ones by name. */
export function modelFolders(projectFolder: string): ModelFolder[] {
  const entries = entriesOf(join(projectFolder, BUNDLES));
  const isVersion = ({ name }: Dirent) => parseVersion(name) !== undefined;
  const own = toModelFolder(undefined, BUNDLES, entries.filter(isVersion));
  const further = entries
    .filter((entry) => entry.isDirectory() && !isVersion(entry) && !entry.name.startsWith('.'))
    .map(({ name }) => toModelFolder(name, `${BUNDLES}/${name}`, entriesOf(join(projectFolder, BUNDLES, name))))
    // Any other folder is the author's business.
    .filter(({ versions }) => versions.length > 0);
  return [own, ...further];
}

/**
 * The model that `--model` names.
 *
 * @param name as callers know it; undefined: the project's own
 * @throws UsageError when there is no such model
 */
export function modelFolderOf({ folder, version }: Project, name: string | undefined): ModelFolder {
  const [own, ...further] = modelFolders(folder);
  const found = name === undefined ? own : further.find(({ model }) => model === name);
  if (found !== undefined) return found;
  if (own !== undefined && name === slugOf(readBundle(folder, version).metadata.name)) return own;
  const names = further.map(({ model }) => model).join(', ');
  const others = names === '' ? 'there is only the own model, which needs no --model' : `there are: ${names}`;
  throw new UsageError(`--model ${name}: there is no ${BUNDLES}/${name} with a version in it; ${others}.`);
}

function toModelFolder(model: string | undefined, path: string, entries: readonly Dirent[]): ModelFolder {
  const { versions, problems } = versionFolders(entries);
  return { model, path, versions: versions.toSorted(byNewest), problems };
}

function entriesOf(folder: string): Dirent[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
