import { parseVersion } from '../../catalog/version';
import { hasChangelogEntry, versionsOf } from '../version-files';
import { lineOfMatch, type Finding } from './finding';

/** The files in which the version of the project's own model stands; undefined: there is no such file. */
export interface VersionFiles {
  readonly manifest: string;
  readonly lock: string | undefined;
  readonly dockerfile: string | undefined;
  readonly changelog: string | undefined;
}

/**
 * Whether the version agrees wherever it stands beside the bundle. That of `package.json` decides.
 *
 * @param name of the model, from its `model.yaml`; undefined: it cannot be read
 */
export function checkVersions(files: VersionFiles, version: string, name: string | undefined): Finding[] {
  return [
    ...checkForm(files.manifest, version),
    ...checkLock(files.lock, version),
    ...checkDockerfile(files.dockerfile, version, name),
    ...checkChangelog(files.changelog, version),
  ];
}

function checkForm(manifest: string, version: string): Finding[] {
  if (parseVersion(version) !== undefined && version.includes('.')) return [];
  return [
    {
      file: 'package.json',
      line: lineOfMatch(manifest, /"version"\s*:/),
      key: 'version',
      found: JSON.stringify(version),
      expected: '"x.y.z", each part below 1000 without leading zeros',
      mend: 'set it to the version of the bundle.',
    },
  ];
}

function checkLock(lock: string | undefined, version: string): Finding[] {
  const file = 'package-lock.json';
  const mend = 'run "npm install --package-lock-only".';
  if (lock === undefined) return [missing(file, mend)];
  try {
    const other = versionsOf(lock).find((each) => each !== version);
    if (other === undefined) return [];
    const at = lock.indexOf(`"version": ${JSON.stringify(other)}`);
    const line = at === -1 ? undefined : lock.slice(0, at).split('\n').length;
    return [{ file, line, key: 'version', found: JSON.stringify(other), expected: asInManifest(version), mend }];
  } catch {
    return [{ file, key: '', found: 'no JSON', expected: 'the lock file of npm', mend }];
  }
}

function checkDockerfile(dockerfile: string | undefined, version: string, name: string | undefined): Finding[] {
  if (dockerfile === undefined) return [missing('Dockerfile', 'restore it from the template.')];
  return [
    ...checkDefault(dockerfile, 'MODEL_VERSION', version, asInManifest(version)),
    ...(name === undefined ? [] : checkDefault(dockerfile, 'MODEL_NAME', name, `"${name}", as in model.yaml`)),
  ];
}

function checkDefault(dockerfile: string, argument: string, wanted: string, expected: string): Finding[] {
  const pattern = new RegExp(`^ARG ${argument}=(.*)$`, 'm');
  const found = pattern.exec(dockerfile)?.[1]?.trim();
  if (found?.replace(/^"(.*)"$/, '$1') === wanted) return [];
  const line = argument === 'MODEL_NAME' ? `ARG MODEL_NAME="${wanted}"` : `ARG ${argument}=${wanted}`;
  return [
    {
      file: 'Dockerfile',
      line: lineOfMatch(dockerfile, pattern),
      key: argument,
      found: found ?? 'nothing',
      expected,
      mend: `write the line ${line}`,
    },
  ];
}

function checkChangelog(changelog: string | undefined, version: string): Finding[] {
  const file = 'CHANGELOG.md';
  const mend = `add a heading "## [${version}] - unreleased" with what is new.`;
  if (changelog === undefined) return [missing(file, mend)];
  if (hasChangelogEntry(changelog, version)) return [];
  return [{ file, line: 1, key: '', found: `no entry of ${version}`, expected: `a heading "## [${version}]"`, mend }];
}

function missing(file: string, mend: string): Finding {
  return { file, key: '', found: 'no such file', expected: 'the file', mend };
}

function asInManifest(version: string): string {
  return `"${version}", as in package.json`;
}
