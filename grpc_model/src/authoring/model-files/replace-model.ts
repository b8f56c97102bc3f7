import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkBundle, DOCKER_FILE, MODEL_FILE } from '../../catalog/check-bundle';
import { parseVersion } from '../../catalog/version';
import type { Change } from '../changes';
import type { NewModel } from '../new-model';
import { manifestChanges } from './manifests';
import { modelDocuments } from './model-documents';
import { dockerMetadataYaml, modelYaml } from './model-yaml';
import { firstCase } from './first-case';

/** What is about the model that the project has, beside its bundles. */
const MODEL_PLACES = ['model_lib/src', 'model_lib/tests', 'model_lib/training', 'model_lib/samples'];

/**
 * What makes a new model the project's own, in the place of the one that is there. Reads the project, and changes nothing.
 *
 * @throws ProblemsError when the server would refuse to start with this model, with what is wrong
 * @throws Error with what the model lacks
 */
export function replaceModel(root: string, model: NewModel): Change[] {
  const bundle = `asset_bundle/${model.version}`;
  const yaml = { model: modelYaml(model), docker: dockerMetadataYaml(model) };
  const folder = join(root, bundle);
  checkBundle(
    {
      folder,
      projectFolder: root,
      model: { path: join(folder, MODEL_FILE), content: { text: yaml.model } },
      docker: { path: join(folder, DOCKER_FILE), content: { text: yaml.docker } },
    },
    model.version,
    'the version of the new model',
  );
  const written = byPath([
    { kind: 'write', path: `${bundle}/${MODEL_FILE}`, content: yaml.model },
    { kind: 'write', path: `${bundle}/${DOCKER_FILE}`, content: yaml.docker },
    { kind: 'write', path: 'model_lib/src/model.ts', content: model.wrapperSource },
    ...manifestChanges(root, model),
    ...modelDocuments(root, model, firstCase(model)),
    ...model.files,
  ]);
  const kept = written.filter(({ kind }) => kind !== 'remove').map(({ path }) => path);
  return [...placesOfTheOldModel(root).flatMap((place) => removals(root, place, kept)), ...written];
}

/** Of several changes of one file the last. */
function byPath(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [change.path, change])).values()];
}

/** Versions of the project's own model, and how they are served, are the old model's; folders of further models are not. */
function placesOfTheOldModel(root: string): string[] {
  const entries = existsSync(join(root, 'asset_bundle')) ? readdirSync(join(root, 'asset_bundle')) : [];
  const own = entries.filter((name) => parseVersion(name) !== undefined || name === 'config.yaml');
  return [...MODEL_PLACES, ...own.map((name) => `asset_bundle/${name}`)];
}

/** What must go so that nothing but the kept files is left below a path: whole folders where nothing in them is kept. */
function removals(root: string, path: string, kept: readonly string[]): Change[] {
  if (!existsSync(join(root, path)) || kept.includes(path)) return [];
  if (!kept.some((each) => each.startsWith(`${path}/`))) return [{ kind: 'remove', path }];
  if (!statSync(join(root, path)).isDirectory()) return [{ kind: 'remove', path }];
  return readdirSync(join(root, path)).flatMap((name) => removals(root, `${path}/${name}`, kept));
}
