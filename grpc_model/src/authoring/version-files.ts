/** Where the version stands beside the bundle. Each function is text to text. */

/**
 * @param text `package.json` or `package-lock.json`
 * @param places how often the version of the project itself stands at the top of the file
 * @throws Error when the file has no version where it is expected
 */
export function withManifestVersion(text: string, file: string, places: number, version: string): string {
  let left = places;
  const edited = text.replaceAll(/("version"\s*:\s*)"[^"]*"/g, (whole, key: string) =>
    left-- > 0 ? `${key}"${version}"` : whole,
  );
  if (versionsOf(edited).filter((each) => each === version).length === places) return edited;
  throw new Error(`${file} has its version at another place than npm puts it; run "npm version ${version}" instead.`);
}

/** The versions of the project itself that a manifest or lock file names. */
export function versionsOf(text: string): unknown[] {
  const document: unknown = JSON.parse(text);
  const root = valueOf(valueOf(document, 'packages'), '');
  return [valueOf(document, 'version'), ...(root === undefined ? [] : [valueOf(root, 'version')])];
}

function valueOf(map: unknown, key: string): unknown {
  return typeof map === 'object' && map !== null ? new Map(Object.entries(map)).get(key) : undefined;
}

/** @throws Error when the file has no default of `MODEL_VERSION` */
export function withImageVersion(dockerfile: string, version: string): string {
  const line = /^ARG MODEL_VERSION=.*$/m;
  if (line.test(dockerfile)) return dockerfile.replace(line, `ARG MODEL_VERSION=${version}`);
  throw new Error(`The Dockerfile has no line "ARG MODEL_VERSION=…"; add it with the version ${version}.`);
}

/**
 * Begins the entry of a version: what stood under `[Unreleased]` becomes its own, and where nothing did, the notes do.
 *
 * @param changelog in the form of Keep a Changelog; empty where there is none
 */
export function withChangelogEntry(changelog: string, version: string, notes: string): string {
  if (hasChangelogEntry(changelog, version)) return changelog;
  const text = changelog === '' ? '# Changelog\n\n## [Unreleased]\n' : changelog;
  const unreleased = /^## \[?Unreleased\]?.*$/im.exec(text);
  const start = unreleased === null ? nextHeading(text, 0) : unreleased.index + unreleased[0].length;
  const end = unreleased === null ? start : nextHeading(text, start);
  const pending = text.slice(start, end).trim();
  const entry = `## [${version}] - unreleased\n\n${pending === '' ? `### Changed\n\n- ${notes}` : pending}`;
  return `${[text.slice(0, start).trimEnd(), entry, text.slice(end).trimStart()]
    .filter((part) => part !== '')
    .join('\n\n')
    .trimEnd()}\n`;
}

export function hasChangelogEntry(changelog: string, version: string): boolean {
  return changelog.split(/\r?\n/).some((line) => /^## \[?([^\]\s]+)/.exec(line)?.[1]?.replace(/^v/, '') === version);
}

/** Where the next heading of the second level begins, or the end of the text. */
function nextHeading(text: string, from: number): number {
  const next = /^## /m.exec(text.slice(from));
  return next === null ? text.length : from + next.index;
}
