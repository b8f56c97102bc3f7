import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../core/errors';
import type { ModelDefaults } from '../model-defaults';
import { EMPTY_CONFIG } from '../serving-config';
import { DEFAULT_POLICY } from '../version-policy';
import type { ModelCandidate, ModelSource, VersionCandidate } from './candidate';
import { folderFacts, problemOfLink } from './folder-facts';
import { mapFew } from './map-few';
import { readModelConfig, type ModelConfig } from './model-config';
import { isModelName, NAME_FORM } from './model-name';
import { isMissing } from './read-optional';
import { ONNX_FILE, readStoreVersion, type StoreVersion } from './read-store-version';
import { versionFolders } from './version-folders';

export interface ModelStoreOptions {
  /** The store's folder. */
  readonly folder: string;
  /** The compiled module of the runtime that reads `model.onnx`. */
  readonly wrapperPath: string;
  readonly defaults: ModelDefaults;
  /** The most bytes of one version, all its files together. */
  readonly maxModelBytes: number;
  readonly loads: 'at-start' | 'at-first-use';
}

/** Models without code: `<name>/<version>/model.onnx`. */
export class ModelStore implements ModelSource {
  readonly immediate: readonly ModelCandidate[] = [];
  readonly place: string;

  constructor(private readonly options: ModelStoreOptions) {
    this.place = options.folder;
  }

  async scan(): Promise<readonly ModelCandidate[]> {
    const boundary = await realpath(this.options.folder);
    const entries = await readdir(boundary, { withFileTypes: true });
    const folders = entries.filter(({ name }) => !name.startsWith('.')).filter((entry) => !entry.isFile());
    const candidates = await mapFew(folders, (entry) => this.#look(entry, boundary));
    return candidates.filter((candidate) => candidate !== undefined);
  }

  async #look(entry: Dirent, boundary: string): Promise<ModelCandidate | undefined> {
    const { name } = entry;
    const folder = join(boundary, name);
    if (!isModelName(name)) return this.#withoutVersions(name, `The name "${name}" is refused; expected ${NAME_FORM}.`);
    try {
      const linkProblem = entry.isSymbolicLink() ? await problemOfLink(folder, folder, boundary) : undefined;
      if (linkProblem !== undefined) return this.#withoutVersions(name, linkProblem);
      return await this.#read(name, folder, boundary);
    } catch (thrown) {
      // Somebody took it away while it was looked at.
      if (isMissing(thrown)) return undefined;
      return { ...this.#withoutVersions(name, `It cannot be read: ${messageOf(thrown)}`), versions: undefined };
    }
  }

  async #read(name: string, folder: string, boundary: string): Promise<ModelCandidate> {
    const entries = await readdir(folder, { withFileTypes: true });
    const { versions, problems } = versionFolders(entries);
    const config = await readModelConfig(folder, name, boundary);
    const links = new Set(entries.filter((entry) => entry.isSymbolicLink()).map((entry) => entry.name));
    const candidates = await mapFew(versions, (version) =>
      this.#readVersion({ name, version, modelFolder: folder, boundary }, config, links.has(version.text)),
    );
    const isEmpty = versions.length === 0;
    return {
      name,
      place: `${this.place}/${name}`,
      versions: candidates,
      policy: config.isValid ? (config.config.policy ?? DEFAULT_POLICY) : undefined,
      labels: config.isValid ? config.config.labels : new Map(),
      problems: [...problems, ...(isEmpty ? [nothingThere(entries)] : []), ...(config.isValid ? [] : [config.reason])],
      configProblems: config.isValid ? [] : config.problems,
      loads: this.options.loads,
    };
  }

  async #readVersion(
    place: Omit<StoreVersion, 'config' | 'totalBytes'>,
    model: ModelConfig,
    isLink: boolean,
  ): Promise<VersionCandidate> {
    const { version, boundary } = place;
    const folder = join(place.modelFolder, version.text);
    try {
      const linkProblem = isLink ? await problemOfLink(folder, folder, boundary) : undefined;
      if (linkProblem !== undefined) return { version, fingerprint: linkProblem, content: { reason: linkProblem } };
      const { fingerprint, totalBytes, problem } = await folderFacts(folder, boundary, model.files);
      const config = model.isValid ? model.config : EMPTY_CONFIG;
      const reason =
        (model.isValid ? undefined : model.reason) ??
        problem ??
        (await problemOfFile(join(folder, ONNX_FILE))) ??
        this.#problemOfSize(totalBytes);
      const read = () =>
        readStoreVersion({ ...place, config, totalBytes }, this.options.defaults, this.options.wrapperPath);
      return { version, fingerprint, content: reason === undefined ? { read } : { reason } };
    } catch (thrown) {
      return { version, fingerprint: '', content: { reason: `It cannot be read: ${messageOf(thrown)}` } };
    }
  }

  #problemOfSize(totalBytes: number): string | undefined {
    const { maxModelBytes } = this.options;
    if (totalBytes <= maxModelBytes) return undefined;
    return `Its files have ${totalBytes} bytes together; expected at most ${maxModelBytes} (MAX_MODEL_BYTES).`;
  }

  #withoutVersions(name: string, problem: string): ModelCandidate {
    return {
      name,
      place: `${this.place}/${name}`,
      versions: [],
      policy: DEFAULT_POLICY,
      labels: new Map(),
      problems: [problem],
      loads: this.options.loads,
    };
  }
}

function nothingThere(entries: readonly Dirent[]): string {
  const isFlat = entries.some(({ name }) => name === ONNX_FILE);
  const found = isFlat ? `${ONNX_FILE} lies in the model's own folder` : 'There is no version';
  return `${found}; expected <version>/${ONNX_FILE}, for example 1/${ONNX_FILE}.`;
}

async function problemOfFile(path: string): Promise<string | undefined> {
  let file: Stats;
  try {
    file = await stat(path);
  } catch (thrown) {
    if (isMissing(thrown)) return `There is no ${ONNX_FILE} in its folder; put the model there under this name.`;
    return `${ONNX_FILE} cannot be read: ${messageOf(thrown)}`;
  }
  if (!file.isFile()) return `${ONNX_FILE} is ${file.isDirectory() ? 'a folder' : 'no regular file'}; expected a file.`;
  return file.size === 0 ? `${ONNX_FILE} is empty; copy it again.` : undefined;
}
