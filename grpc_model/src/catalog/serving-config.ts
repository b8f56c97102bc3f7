import { ProblemsError, type Problem } from '../core/problems';
import { checkDocument } from './check-document';
import {
  servingSchema,
  versionServingSchema,
  type ServingDocument,
  type VersionServingDocument,
} from './schemas/serving-schema';
import { parseVersion, VERSION_FORM, type ModelVersion } from './version';
import type { VersionPolicy } from './version-policy';
import { parseYaml, type YamlDocument } from '../core/yaml-document';

/** The name of the optional file in a model's or version's folder. */
export const CONFIG_FILE = 'config.yaml';

/** A checked `config.yaml` of a model. */
export interface ServingConfig {
  /** undefined: the source's default. */
  readonly policy: VersionPolicy | undefined;
  readonly labels: ReadonlyMap<string, ModelVersion>;
  readonly running: VersionServingDocument;
}

export const EMPTY_CONFIG: ServingConfig = { policy: undefined, labels: new Map(), running: {} };

/** @throws ProblemsError with everything that is wrong with the file, at once */
export function parseServingConfig(text: string, file: string): ServingConfig {
  const document = parseYaml(text, file);
  const { versions, labels = {}, ...running } = checkDocument<ServingDocument>(document, servingSchema);
  const problems: Problem[] = [];
  const read = (given: string | number, path: readonly string[]): ModelVersion | undefined => {
    const version = parseVersion(String(given));
    if (version === undefined) problems.push(problemAt(document, path, given, VERSION_FORM));
    return version;
  };
  const numbers = (versions?.list ?? []).flatMap(
    (given, index) => read(given, ['versions', 'list', String(index)])?.number ?? [],
  );
  const targets = Object.entries(labels).flatMap(([label, given]) => {
    if (parseVersion(label) !== undefined)
      problems.push(problemAt(document, ['labels', label], label, 'a label that does not look like a version'));
    const version = read(given, ['labels', label]);
    return version === undefined ? [] : [[label, version] as const];
  });
  if (versions?.policy === 'specific' && versions.list === undefined)
    problems.push(problemAt(document, ['versions'], 'specific', 'the key list with the versions'));
  problems.push(...problemsOfWorkers(document, running));
  if (problems.length > 0) throw new ProblemsError(problems);
  return { policy: versions && policyOf(versions, numbers), labels: new Map(targets), running };
}

/** @throws ProblemsError with everything that is wrong with the file, at once */
export function parseVersionConfig(text: string, file: string): VersionServingDocument {
  const document = parseYaml(text, file);
  const running = checkDocument<VersionServingDocument>(document, versionServingSchema);
  const problems = problemsOfWorkers(document, running);
  if (problems.length > 0) throw new ProblemsError(problems);
  return running;
}

function policyOf(versions: NonNullable<ServingDocument['versions']>, numbers: readonly number[]): VersionPolicy {
  if (versions.policy === 'specific') return { name: 'specific', numbers };
  return versions.policy === 'all' ? { name: 'all' } : { name: 'latest', count: versions.count ?? 1 };
}

function problemsOfWorkers(document: YamlDocument, { workers }: VersionServingDocument): Problem[] {
  if (workers?.min === undefined || workers.max === undefined || workers.min <= workers.max) return [];
  return [problemAt(document, ['workers', 'min'], workers.min, `at most workers.max, which is ${workers.max}`)];
}

function problemAt(document: YamlDocument, path: readonly string[], found: string | number, expected: string): Problem {
  return {
    file: document.file,
    line: document.lineOf(path),
    key: path.join('.'),
    found: JSON.stringify(found),
    expected,
  };
}
