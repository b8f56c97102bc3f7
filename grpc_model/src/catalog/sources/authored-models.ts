import { existsSync, type Dirent } from 'node:fs';
import { access, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../core/errors';
import type { ModelSpec } from '../../core/model-spec';
import { authoredSpec } from '../authored-spec';
import type { ModelDefaults } from '../model-defaults';
import { readBundleFolder } from '../read-bundle';
import { CONFIG_FILE, type ServingConfig } from '../serving-config';
import { parseVersion, type ModelVersion } from '../version';
import { DEFAULT_POLICY, type VersionPolicy } from '../version-policy';
import type { ModelCandidate, ModelSource, VersionCandidate } from './candidate';
import { folderFacts } from './folder-facts';
import { mapFew } from './map-few';
import { readModelConfig, readRunning, type ModelConfig } from './model-config';
import { isModelName, NAME_FORM, slugOf } from './model-name';
import { readOwnModel } from './own-model';
import { CHECKSUM_FILE, verifyChecksums } from './verify-checksums';
import { versionFolders } from './version-folders';

export interface AuthoredModelsOptions {
  /** The folder that holds `asset_bundle/`. */
  readonly projectFolder: string;
  /** The version of the project's own model, from `package.json`. */
  readonly version: string;
  /** The folder of the compiled `model_lib`. */
  readonly modelLibFolder: string;
  readonly defaults: ModelDefaults;
  /** Of further models; the project's own always loads at the start. */
  readonly loads: 'at-start' | 'at-first-use';
  /** The project's own model is left out, for a check of the others when it is broken. */
  readonly isWithoutOwn?: boolean;
}

const PLACE = 'asset_bundle';

/** Models with code: the project's own, `asset_bundle/<x.y.z>/`, and further ones, `asset_bundle/<model>/<x.y.z>/`. */
export class AuthoredModels implements ModelSource {
  readonly place = PLACE;
  readonly immediate: readonly ModelCandidate[];
  readonly #own: ModelCandidate | undefined;
  readonly #folder: string;

  /** @throws ProblemsError with everything that is wrong with the project's own model, at once */
  constructor(private readonly options: AuthoredModelsOptions) {
    this.#folder = join(options.projectFolder, PLACE);
    this.#own = options.isWithoutOwn === true ? undefined : this.#readOwn();
    this.immediate = this.#own === undefined ? [] : [this.#own];
  }

  async scan(): Promise<readonly ModelCandidate[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true });
    const further = entries.filter((entry) => isFolder(entry) && parseVersion(entry.name) === undefined);
    const candidates = await mapFew(further, ({ name }) => this.#readFurther(name));
    const own = this.#own === undefined ? [] : [await this.#ownWithOthers(this.#own, entries)];
    return [...own, ...candidates.filter((candidate) => candidate !== undefined)];
  }

  #readOwn(): ModelCandidate {
    const { projectFolder, version: text, defaults } = this.options;
    const { spec, config } = readOwnModel(projectFolder, text, defaults, this.#ownWrapper);
    const version = parseVersion(text) ?? { text, number: 0 };
    const { folder } = spec.bundle;
    // Only where there are sums: a start must not wait for anything else.
    const verify = existsSync(join(folder, CHECKSUM_FILE)) ? () => verifyChecksums(folder) : undefined;
    const content = { spec, verify };
    return {
      name: slugOf(spec.bundle.metadata.name),
      place: PLACE,
      // What lies in an image does not change; a new version of the project's own model is a new image.
      versions: [{ version, fingerprint: 'own', isRequired: true, content }],
      policy: config.policy ?? { name: 'specific', numbers: [version.number] },
      labels: config.labels,
      problems: [],
      loads: 'at-start',
    };
  }

  get #ownWrapper(): string {
    return join(this.options.modelLibFolder, 'src/model.js');
  }

  /** The project's own model with the versions beside the one of `package.json`, for its policy to choose from. */
  async #ownWithOthers(known: ModelCandidate, entries: readonly Dirent[]): Promise<ModelCandidate> {
    const model = await readModelConfig(this.#folder, PLACE, await realpath(this.#folder));
    if (!model.isValid) return { ...known, problems: [model.reason], configProblems: model.problems };
    const own = known.versions ?? [];
    const { versions } = versionFolders(entries.filter(({ name }) => parseVersion(name) !== undefined));
    const others = versions.filter(({ number }) => number !== own[0]?.version.number);
    const place = { folder: this.#folder, shownAs: PLACE, wrapperPath: this.#ownWrapper };
    const candidates = await mapFew(others, (version) => this.#readVersion(place, version, model));
    const policy = model.config.policy ?? known.policy;
    return { ...known, versions: [...own, ...candidates], policy, labels: model.config.labels };
  }

  async #readFurther(name: string): Promise<ModelCandidate | undefined> {
    const folder = join(this.#folder, name);
    const shownAs = join(PLACE, name);
    const candidate = { name, place: shownAs, labels: new Map<string, ModelVersion>(), loads: this.options.loads };
    try {
      const { versions, problems } = versionFolders(await readdir(folder, { withFileTypes: true }));
      // Any other folder is the author's business.
      if (versions.length === 0) return undefined;
      if (!isModelName(name)) {
        const problem = `The name "${name}" is refused; expected ${NAME_FORM}.`;
        return { ...candidate, versions: [], policy: DEFAULT_POLICY, problems: [problem] };
      }
      const model = await readModelConfig(folder, shownAs, await realpath(this.#folder));
      const place = { folder, shownAs, wrapperPath: join(this.options.modelLibFolder, 'models', name, 'model.js') };
      const candidates = await mapFew(versions, (version) => this.#readVersion(place, version, model));
      if (!model.isValid) {
        const all = [...problems, model.reason];
        return { ...candidate, versions: candidates, policy: undefined, problems: all, configProblems: model.problems };
      }
      const policy: VersionPolicy = model.config.policy ?? DEFAULT_POLICY;
      return { ...candidate, versions: candidates, policy, labels: model.config.labels, problems };
    } catch (thrown) {
      const problem = `It cannot be read: ${messageOf(thrown)}`;
      return { ...candidate, versions: undefined, policy: undefined, problems: [problem] };
    }
  }

  async #readVersion(place: Place, version: ModelVersion, model: ModelConfig): Promise<VersionCandidate> {
    try {
      const folder = join(place.folder, version.text);
      const facts = await folderFacts(folder, await realpath(this.#folder), model.files);
      const reason = model.isValid ? facts.problem : model.reason;
      const content =
        model.isValid && reason === undefined
          ? { read: () => this.#readSpec(place, version, model.config) }
          : { reason: reason ?? '' };
      return { version, fingerprint: facts.fingerprint, content };
    } catch (thrown) {
      return { version, fingerprint: '', content: { reason: `It cannot be read: ${messageOf(thrown)}` } };
    }
  }

  async #readSpec(
    { folder, shownAs, wrapperPath }: Place,
    version: ModelVersion,
    config: ServingConfig,
  ): Promise<ModelSpec> {
    const { projectFolder, defaults } = this.options;
    const bundle = await readBundleFolder(projectFolder, join(folder, version.text), version.text);
    await verifyChecksums(bundle.folder);
    const { running } = await readRunning(bundle.folder, join(shownAs, version.text), config);
    await access(wrapperPath).catch((cause: unknown) => {
      throw new Error(`There is no wrapper ${wrapperPath}; expected a model.ts that is compiled to it.`, { cause });
    });
    return authoredSpec(bundle, running, join(shownAs, CONFIG_FILE), defaults.authored, wrapperPath);
  }
}

/** Where the versions of one model lie. */
interface Place {
  readonly folder: string;
  readonly shownAs: string;
  readonly wrapperPath: string;
}

function isFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.');
}
