import type { Dirent } from 'node:fs';
import { parseVersion, VERSION_FORM, type ModelVersion } from '../version';

export interface VersionFolders {
  /** In the order of the names; no two of one number. */
  readonly versions: readonly ModelVersion[];
  readonly problems: readonly string[];
}

/** Sorts the entries of a model's folder out: folders whose names are versions, and those whose are not. */
export function versionFolders(entries: readonly Dirent[]): VersionFolders {
  const byNumber = new Map<number, ModelVersion>();
  const problems: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry;
    if (name.startsWith('.') || !(entry.isDirectory() || entry.isSymbolicLink())) continue;
    const version = parseVersion(name);
    const twin = version && byNumber.get(version.number);
    if (version === undefined) problems.push(`The folder "${name}" is no version; expected ${VERSION_FORM}.`);
    else if (twin !== undefined)
      problems.push(
        `The folders "${twin.text}" and "${name}" are the same version; "${twin.text}" is served. Rename one.`,
      );
    else byNumber.set(version.number, version);
  }
  return { versions: [...byNumber.values()], problems };
}
