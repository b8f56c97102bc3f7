import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bundle } from '../contract';
import { ProblemsError, type Problem } from '../core/problems';
import { checkBundle, DOCKER_FILE, MODEL_FILE, type BundleFile } from './check-bundle';

/**
 * Reads and checks `asset_bundle/<version>/`, the project's own model, at once.
 *
 * @param projectFolder the folder that holds `asset_bundle/` and `package.json`; problems name files relative to it
 * @param version the version that `package.json` names: the one place where it is decided
 * @throws ProblemsError with everything that is wrong with the bundle, at once
 */
export function readBundle(projectFolder: string, version: string): Bundle {
  const folder = join(projectFolder, 'asset_bundle', version);
  if (!existsSync(folder)) throw new ProblemsError([missingFolder(projectFolder, version)]);
  const read = (name: string): BundleFile => {
    const path = join(folder, name);
    try {
      return { path, content: { text: readFileSync(path, 'utf8') } };
    } catch (error) {
      return { path, content: { error } };
    }
  };
  const files = { folder, projectFolder, model: read(MODEL_FILE), docker: read(DOCKER_FILE) };
  return checkBundle(files, version, 'package.json and the name of the folder');
}

/**
 * Reads and checks any other bundle; its version is the folder's name.
 *
 * @throws ProblemsError with everything that is wrong with the bundle, at once
 */
export async function readBundleFolder(projectFolder: string, folder: string, version: string): Promise<Bundle> {
  const read = async (name: string): Promise<BundleFile> => {
    const path = join(folder, name);
    try {
      return { path, content: { text: await readFile(path, 'utf8') } };
    } catch (error) {
      return { path, content: { error } };
    }
  };
  const files = { folder, projectFolder, model: await read(MODEL_FILE), docker: await read(DOCKER_FILE) };
  return checkBundle(files, version, 'the name of the folder');
}

function missingFolder(projectFolder: string, version: string): Problem {
  const bundles = join(projectFolder, 'asset_bundle');
  const versions = existsSync(bundles) ? readdirSync(bundles).filter((name) => /^\d+\.\d+\.\d+$/.test(name)) : [];
  return {
    file: 'package.json',
    key: 'version',
    found: `"${version}", but there is no folder asset_bundle/${version}`,
    expected: versions.length === 0 ? 'a folder of that name' : `one of the versions there: ${versions.join(', ')}`,
  };
}
