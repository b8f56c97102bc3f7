import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBundle, DOCKER_FILE, MODEL_FILE } from '../../src/catalog/check-bundle';
import { readBundle } from '../../src/catalog/read-bundle';
import { parseVersion } from '../../src/catalog/version';
import { readProject } from '../../src/config/project';
import type { Bundle } from '../../src/contract';
import type { ModelRef } from '../../src/core/model-ref';
import { readTestCases, type TestCase } from '../../src/test-cases/read-test-cases';

/** One version of a model with code, as its author left it. */
export interface AuthoredModel {
  readonly title: string;
  /** How callers name it; the project's own needs no name. */
  readonly ref: (ModelRef & { readonly version: string }) | undefined;
  readonly bundle: Bundle;
  readonly testCases: readonly TestCase[];
  /** The author's wrapper as source, for tests in this process. */
  readonly wrapperSource: string;
}

const project = readProject(__dirname);
const bundles = join(project.folder, 'asset_bundle');

/** The project's own model, as the author left it. */
export const bundle = readBundle(project.folder, project.version);
export const testCases = readTestCases(bundle);

const ownModel: AuthoredModel = {
  title: 'own model',
  ref: undefined,
  bundle,
  testCases,
  wrapperSource: join(project.folder, 'model_lib/src/model.ts'),
};

/** The project's own model, and every version of every further one. */
export const authoredModels: readonly AuthoredModel[] = [ownModel, ...furtherModels()];

/** The compiled server. */
export const compiledServer = join(project.folder, 'dist/grpc_model/src');
export const compiledMain = join(compiledServer, 'main.js');

function furtherModels(): AuthoredModel[] {
  const names = foldersIn(bundles).filter((name) => parseVersion(name) === undefined);
  return names.flatMap((name) =>
    foldersIn(join(bundles, name))
      .filter((version) => parseVersion(version) !== undefined)
      .map((version) => furtherModel(name, version)),
  );
}

function furtherModel(name: string, version: string): AuthoredModel {
  const found = readFurtherBundle(join(bundles, name, version), version);
  return {
    title: `model ${name} ${version}`,
    ref: { name, version },
    bundle: found,
    testCases: readTestCases(found),
    wrapperSource: join(project.folder, 'model_lib/models', name, 'model.ts'),
  };
}

/** As the server reads it, but at once: Jest wants the titles of tests before anything waits. */
export function readFurtherBundle(folder: string, version: string): Bundle {
  const read = (name: string) => {
    const path = join(folder, name);
    return {
      path,
      content: existsSync(path) ? { text: readFileSync(path, 'utf8') } : { error: new Error('There is no such file.') },
    };
  };
  const files = { folder, projectFolder: project.folder, model: read(MODEL_FILE), docker: read(DOCKER_FILE) };
  return checkBundle(files, version, 'the name of the folder');
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}
