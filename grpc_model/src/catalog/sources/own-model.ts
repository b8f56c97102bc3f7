import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ModelSpec } from '../../core/model-spec';
import { authoredSpec } from '../authored-spec';
import type { ModelDefaults } from '../model-defaults';
import { readBundle } from '../read-bundle';
import { mergeRunning } from '../apply-config';
import {
  CONFIG_FILE,
  EMPTY_CONFIG,
  parseServingConfig,
  parseVersionConfig,
  type ServingConfig,
} from '../serving-config';
import { isMissing } from './read-optional';

/** The project's own model, in the version of `package.json`. */
export interface OwnModel {
  readonly spec: ModelSpec;
  readonly config: ServingConfig;
}

/**
 * Reads the project's own model at once, so that its worker starts before anything else is done.
 *
 * @throws ProblemsError with everything that is wrong with it: then the server must not start
 */
export function readOwnModel(
  projectFolder: string,
  version: string,
  defaults: ModelDefaults,
  wrapperPath: string,
): OwnModel {
  const bundle = readBundle(projectFolder, version);
  const read = <T>(folder: string, parse: (text: string, file: string) => T): T | undefined => {
    const path = join(folder, CONFIG_FILE);
    const text = readOptionalSync(path);
    return text === undefined ? undefined : parse(text, relative(projectFolder, path));
  };
  const config = read(join(projectFolder, 'asset_bundle'), parseServingConfig) ?? EMPTY_CONFIG;
  const running = mergeRunning(config.running, read(bundle.folder, parseVersionConfig));
  const spec = authoredSpec(bundle, running, join('asset_bundle', CONFIG_FILE), defaults.authored, wrapperPath);
  return { spec, config };
}

function readOptionalSync(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}
