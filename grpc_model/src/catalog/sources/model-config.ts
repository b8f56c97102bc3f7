import { join } from 'node:path';
import { messageOf } from '../../core/errors';
import { ProblemsError, type Problem } from '../../core/problems';
import type { VersionServingDocument } from '../schemas/serving-schema';
import { mergeRunning } from '../apply-config';
import {
  CONFIG_FILE,
  EMPTY_CONFIG,
  parseServingConfig,
  parseVersionConfig,
  type ServingConfig,
} from '../serving-config';
import { problemOfLink } from './folder-facts';
import { readOptional } from './read-optional';

/** What a model's `config.yaml` says, or what is wrong with it. */
export type ModelConfig =
  | { readonly isValid: true; readonly config: ServingConfig; readonly files: readonly string[] }
  | {
      readonly isValid: false;
      readonly reason: string;
      /** The same one by one, where its content is what is wrong. */
      readonly problems: readonly Problem[];
      readonly files: readonly string[];
    };

/**
 * Reads the optional `config.yaml` of a model's folder.
 *
 * @param shownAs the folder's name in messages
 * @param boundary a real path that no symbolic link may lead out of
 */
export async function readModelConfig(folder: string, shownAs: string, boundary: string): Promise<ModelConfig> {
  const path = join(folder, CONFIG_FILE);
  try {
    const text = await readOptional(path);
    if (text === undefined) return { isValid: true, config: EMPTY_CONFIG, files: [] };
    const linkProblem = await problemOfLink(path, folder, boundary);
    if (linkProblem !== undefined) return { isValid: false, reason: linkProblem, problems: [], files: [] };
    const config = parseServingConfig(text, join(shownAs, CONFIG_FILE));
    const { classLabels } = config.running;
    return { isValid: true, config, files: classLabels === undefined ? [path] : [path, join(folder, classLabels)] };
  } catch (thrown) {
    const problems = thrown instanceof ProblemsError ? thrown.problems : [];
    return { isValid: false, reason: messageOf(thrown), problems, files: [path] };
  }
}

/**
 * How one version is run: its own `config.yaml` over the model's.
 *
 * @throws ProblemsError with everything that is wrong with the version's file
 */
export async function readRunning(
  versionFolder: string,
  shownAs: string,
  { running }: ServingConfig,
): Promise<{ running: VersionServingDocument; own: VersionServingDocument }> {
  const text = await readOptional(join(versionFolder, CONFIG_FILE));
  const own = text === undefined ? {} : parseVersionConfig(text, join(shownAs, CONFIG_FILE));
  return { running: mergeRunning(running, own), own };
}
