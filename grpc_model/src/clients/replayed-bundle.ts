import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle, readBundleFolder } from '../catalog/read-bundle';
import { slugOf } from '../catalog/sources/model-name';
import type { Project } from '../config/project';
import type { Bundle } from '../contract';

/**
 * Where the versions of a model with code lie in a project.
 *
 * @param model the name by which callers know it; undefined: the project's own
 * @throws Error when the project has no such model
 */
export function versionsFolder({ folder, version }: Project, model: string | undefined): string {
  const bundles = join(folder, 'asset_bundle');
  if (model === undefined || model === slugOf(readBundle(folder, version).metadata.name)) return bundles;
  const versions = join(bundles, model);
  if (existsSync(versions)) return versions;
  throw new Error(`There is no asset_bundle/${model}; expected a model with code, because others have no test cases.`);
}

/**
 * The bundle of the version that a server has.
 *
 * @throws Error when the project has no such version, or the bundle is broken
 */
export async function replayedBundle(project: Project, versions: string, served: string | undefined): Promise<Bundle> {
  const folder = join(versions, served ?? '');
  if (served !== undefined && existsSync(folder)) return readBundleFolder(project.folder, folder, served);
  throw new Error(`The server has version ${served}, of which there is no folder in ${versions}.`);
}
