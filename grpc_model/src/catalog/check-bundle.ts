import { relative } from 'node:path';
import type { Bundle, ModelMetadata } from '../contract';
import { messageOf } from '../core/errors';
import { ProblemsError, type Problem } from '../core/problems';
import { checkDocument } from './check-document';
import { problemsOfLabels } from './check-labels';
import { toModelMetadata } from './model-metadata';
import { dockerMetadataSchema, type DockerMetadataDocument } from './schemas/docker-metadata-schema';
import { modelSchema, type ModelDocument } from './schemas/model-schema';
import { parseYaml, type YamlDocument } from '../core/yaml-document';

/** A file of a bundle as it was read, or why it could not be. */
export interface BundleFile {
  readonly path: string;
  readonly content: { readonly text: string } | { readonly error: unknown };
}

export const MODEL_FILE = 'model.yaml';
export const DOCKER_FILE = 'docker_metadata.yaml';

export interface BundleFiles {
  /** Absolute path. */
  readonly folder: string;
  /** Problems name files relative to it. */
  readonly projectFolder: string;
  readonly model: BundleFile;
  readonly docker: BundleFile;
}

/**
 * Checks the files of one bundle.
 *
 * @param version what `model.yaml` must name
 * @param decidedBy what decides that, for people
 * @throws ProblemsError with everything that is wrong with the bundle, at once
 */
export function checkBundle(files: BundleFiles, version: string, decidedBy: string): Bundle {
  const problems: Problem[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (thrown) {
      if (!(thrown instanceof ProblemsError)) throw thrown;
      problems.push(...thrown.problems);
      return undefined;
    }
  };
  const metadata = attempt(() => checkModelFile(files, version, decidedBy));
  attempt(() => checkDockerFile(files));
  if (metadata === undefined || problems.length > 0) throw new ProblemsError(problems);
  return { folder: files.folder, metadata };
}

/**
 * Checks `model.yaml` alone.
 *
 * @throws ProblemsError with everything that is wrong with it, at once
 */
export function checkModelFile(
  { projectFolder, model }: Pick<BundleFiles, 'projectFolder' | 'model'>,
  version: string,
  decidedBy: string,
): ModelMetadata {
  const document = parseFile(model, relative(projectFolder, model.path));
  const metadata = toModelMetadata(checkDocument<ModelDocument>(document, modelSchema));
  const problems = problemsOfLabels(metadata, document);
  if (metadata.version !== version)
    problems.push({
      file: document.file,
      line: document.lineOf(['version']),
      key: 'version',
      found: `"${metadata.version}"`,
      expected: `"${version}", as in ${decidedBy}`,
    });
  if (problems.length === 0) return metadata;
  throw new ProblemsError(problems);
}

/**
 * Checks `docker_metadata.yaml` alone.
 *
 * @throws ProblemsError with everything that is wrong with it, at once
 */
export function checkDockerFile({ projectFolder, docker }: Pick<BundleFiles, 'projectFolder' | 'docker'>): void {
  const document = parseFile(docker, relative(projectFolder, docker.path));
  checkDocument<DockerMetadataDocument>(document, dockerMetadataSchema);
}

function parseFile({ content }: BundleFile, file: string): YamlDocument {
  if ('text' in content) return parseYaml(content.text, file);
  throw new ProblemsError([{ file, key: '', found: messageOf(content.error), expected: 'a readable file' }]);
}
