import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { mergeRunning } from '../../catalog/apply-config';
import { problemsOfRunning } from '../../catalog/authored-spec';
import { checkDockerFile, checkModelFile, DOCKER_FILE, MODEL_FILE, type BundleFile } from '../../catalog/check-bundle';
import { isMissing } from '../../catalog/sources/read-optional';
import { CHECKSUM_FILE, problemsOfChecksums } from '../../catalog/sources/verify-checksums';
import {
  CONFIG_FILE,
  EMPTY_CONFIG,
  parseServingConfig,
  parseVersionConfig,
  type ServingConfig,
} from '../../catalog/serving-config';
import type { VersionServingDocument } from '../../catalog/schemas/serving-schema';
import { parseYaml } from '../../core/yaml-document';
import type { Bundle, ModelMetadata } from '../../contract';
import { messageOf } from '../../core/errors';
import { isRecord } from '../../test-cases/compare-json';
import { CASES_FOLDER } from '../../test-cases/read-test-cases';
import type { ModelFolder } from '../project-bundles';
import { checkCases } from './check-cases';
import { findingsOf, formatFinding, toFindings, type Finding, type Notice } from './finding';

/** What the checks of one part of the project found. */
export interface Findings {
  readonly problems: readonly Finding[];
  readonly notices: readonly Notice[];
}

/** Checks every version of one model with code, and its `config.yaml`. */
export async function checkModelFolder(root: string, model: ModelFolder): Promise<Findings> {
  const config = readConfig(root, `${model.path}/${CONFIG_FILE}`, EMPTY_CONFIG, parseServingConfig);
  const problems: Finding[] = [...config.problems];
  for (const problem of model.problems)
    problems.push({
      file: model.path,
      key: '',
      found: problem,
      expected: 'folders that are versions',
      mend: 'rename or remove the folder.',
    });
  const notices: Notice[] = [];
  for (const { text } of model.versions) {
    const found = await checkBundleFolder(root, model, text, config.value);
    problems.push(...found.problems);
    notices.push(...found.notices);
  }
  return { problems: withoutRepeats(problems), notices };
}

/** What is wrong with the model's own file is wrong for each of its versions. */
function withoutRepeats(problems: readonly Finding[]): Finding[] {
  return [...new Map(problems.map((each) => [formatFinding(each), each])).values()];
}

async function checkBundleFolder(
  root: string,
  model: ModelFolder,
  version: string,
  config: ServingConfig,
): Promise<Findings> {
  const path = `${model.path}/${version}`;
  const running = readConfig(root, `${path}/${CONFIG_FILE}`, {}, parseVersionConfig);
  const { metadata, problems } = checkDocuments(root, path, version);
  const others = [...problems, ...running.problems, ...(await checkAllChecksums(root, path))];
  if (metadata === undefined) return { problems: others, notices: [] };
  const bundle = { folder: join(root, path), metadata };
  const cases = checkCases(root, path, bundle, recordVerb(model, version));
  const contradictions = checkRunning(root, model, bundle, mergeRunning(config.running, running.value));
  return { problems: [...others, ...contradictions, ...cases.problems], notices: cases.notices };
}

/** How the cases of a version are recorded. */
function recordVerb({ model, versions }: ModelFolder, version: string): string {
  const flags = [
    ...(model === undefined ? [] : [`--model ${model}`]),
    ...(version === versions[0]?.text ? [] : [`--model-version ${version}`]),
  ];
  return ['npm run record --', ...flags].join(' ');
}

/** @returns the metadata when nothing is wrong with `model.yaml` */
function checkDocuments(
  root: string,
  path: string,
  version: string,
): { readonly metadata: ModelMetadata | undefined; readonly problems: readonly Finding[] } {
  const files = {
    projectFolder: root,
    model: readBundleFile(join(root, path, MODEL_FILE)),
    docker: readBundleFile(join(root, path, DOCKER_FILE)),
  };
  const problems: Finding[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (thrown) {
      problems.push(...findingsOf(root, path, thrown));
      return undefined;
    }
  };
  const metadata = attempt(() => checkModelFile(files, version, 'the name of the folder'));
  attempt(() => checkDockerFile(files));
  return { metadata, problems };
}

function readBundleFile(path: string): BundleFile {
  try {
    return { path, content: { text: readFileSync(path, 'utf8') } };
  } catch (error) {
    return { path, content: { error: isMissing(error) ? new Error('no such file') : error } };
  }
}

/** Keys that are right in themselves, and contradict the bundle: those of the version's file, else those of the model's. */
function checkRunning(root: string, { path }: ModelFolder, bundle: Bundle, running: VersionServingDocument): Finding[] {
  const files = [`${path}/${bundle.metadata.version}/${CONFIG_FILE}`, `${path}/${CONFIG_FILE}`];
  const documents = files
    .filter((file) => existsSync(join(root, file)))
    .map((file) => parseYaml(readFileSync(join(root, file), 'utf8'), file));
  return toFindings(root, problemsOfRunning(bundle, running, '')).map((finding) => {
    const keys = finding.key.split('.');
    const document = documents.find(({ value }) => has(value, keys)) ?? documents[0];
    return { ...finding, file: document?.file ?? path, line: document?.lineOf(keys) };
  });
}

function has(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return isRecord(value) && Object.hasOwn(value, key) && has(value[key], rest);
}

function readConfig<T>(
  root: string,
  path: string,
  absent: T,
  parse: (text: string, file: string) => T,
): { readonly value: T; readonly problems: readonly Finding[] } {
  if (!existsSync(join(root, path))) return { value: absent, problems: [] };
  try {
    return { value: parse(readFileSync(join(root, path), 'utf8'), path), problems: [] };
  } catch (thrown) {
    return { value: absent, problems: findingsOf(root, path, thrown) };
  }
}

/** In the bundle's folder, or in one below it such as `weights`. */
async function checkAllChecksums(root: string, path: string): Promise<Finding[]> {
  const folders = readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === CHECKSUM_FILE && !entry.parentPath.split(sep).includes(CASES_FOLDER))
    .map(({ parentPath }) => parentPath);
  const found = await Promise.all(folders.map((folder) => checkChecksums(root, folder)));
  return found.flat();
}

async function checkChecksums(root: string, folder: string): Promise<Finding[]> {
  const file = relative(root, join(folder, CHECKSUM_FILE)).split(sep).join('/');
  const mend = `put the right file there, or, when this one is right, write its sum into ${CHECKSUM_FILE}.`;
  const expected = 'the files that it lists';
  const finding = { file, key: '', expected, mend };
  try {
    const problems = await problemsOfChecksums(folder);
    return problems.map(({ line, problem }) => ({ ...finding, line, found: problem.replace(/\.$/, '') }));
  } catch (thrown) {
    return [{ ...finding, found: messageOf(thrown), mend: `write the line as sha256sum does.` }];
  }
}
