import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Bundle, ModelMetadata } from '../contract';
import { messageOf } from '../core/errors';
import { ProblemsError, type Problem } from '../core/problems';
import { checkDocument } from './check-document';
import { toModelMetadata } from './model-metadata';
import { dockerMetadataSchema, type DockerMetadataDocument } from './schemas/docker-metadata-schema';
import { modelSchema, type ModelDocument } from './schemas/model-schema';
import { parseYaml, type YamlDocument } from './yaml-document';

/**
 * Reads and checks `asset_bundle/<version>/`.
 *
 * @param projectFolder the folder that holds `asset_bundle/` and `package.json`; problems name files relative to it
 * @param version the version that `package.json` names: the one place where it is decided
 * @throws ProblemsError with everything that is wrong with the bundle, at once
 */
export function readBundle(projectFolder: string, version: string): Bundle {
  const folder = join(projectFolder, 'asset_bundle', version);
  if (!existsSync(folder)) throw new ProblemsError([missingFolder(projectFolder, version)]);

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
  const metadata = attempt(() => readModelYaml(projectFolder, folder, version));
  attempt(() =>
    checkDocument<DockerMetadataDocument>(
      readYaml(projectFolder, join(folder, 'docker_metadata.yaml')),
      dockerMetadataSchema,
    ),
  );
  if (metadata === undefined || problems.length > 0) throw new ProblemsError(problems);
  return { folder, metadata };
}

function readModelYaml(projectFolder: string, folder: string, version: string): ModelMetadata {
  const document = readYaml(projectFolder, join(folder, 'model.yaml'));
  const metadata = toModelMetadata(checkDocument<ModelDocument>(document, modelSchema));
  if (metadata.version === version) return metadata;
  throw new ProblemsError([
    {
      file: document.file,
      line: document.lineOf(['version']),
      key: 'version',
      found: `"${metadata.version}"`,
      expected: `"${version}", as in package.json and the name of the folder`,
    },
  ]);
}

function readYaml(projectFolder: string, path: string): YamlDocument {
  const file = relative(projectFolder, path);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new ProblemsError([{ file, key: '', found: messageOf(thrown), expected: 'a readable file' }]);
  }
  return parseYaml(text, file);
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
