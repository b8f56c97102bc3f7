// What an update does to package.json and package-lock.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeLockFile } from './lock-file.mjs';
import { mergeManifests } from './merge-manifest.mjs';
import { LOCK_FILE, MANIFEST } from './ownership.mjs';
import { readFileOf } from './plan.mjs';

const MODE = '100644';

/** @returns steps as `planFiles` has them; without `content` for the lock file of a dry run, which asks no registry */
export function planPackages(root, store, { base, commit }, isDryRun) {
  const manifests = readSides(root, store, base, commit, MANIFEST);
  if (manifests.theirs === undefined || manifests.theirs === manifests.base) return [];
  const { text, conflicts } = mergeManifests(manifests);
  const steps = conflicts.map(({ key, ours, theirs }) => ({
    path: MANIFEST,
    action: 'kept',
    why: `${key} is ${shown(ours)} here and ${shown(theirs)} in the template; yours stays`,
    conflict: true,
  }));
  const isChanged = JSON.stringify(JSON.parse(text)) !== JSON.stringify(JSON.parse(manifests.ours));
  if (isChanged) steps.push({ path: MANIFEST, action: 'merged', content: Buffer.from(text), mode: MODE });
  return [...steps, ...planLockFile(root, text, readSides(root, store, base, commit, LOCK_FILE), isDryRun)];
}

function planLockFile(root, manifest, locks, isDryRun) {
  if (locks.theirs === undefined || (locks.theirs === locks.base && agrees(manifest, locks.ours))) return [];
  if (isDryRun) return [{ path: LOCK_FILE, action: 'merged', mode: MODE }];
  const { text, problem } = writeLockFile(root, manifest, locks);
  const steps =
    text === locks.ours ? [] : [{ path: LOCK_FILE, action: 'merged', content: Buffer.from(text), mode: MODE }];
  if (problem === undefined) return steps;
  const why = `npm could not finish it; run "npm install --package-lock-only --ignore-scripts" when that is mended:\n${problem}`;
  return [...steps, { path: LOCK_FILE, action: 'kept', why, conflict: true }];
}

/** Whether a lock file was made for this package.json. */
function agrees(manifest, lock) {
  if (lock === undefined) return false;
  const [asked, locked] = [JSON.parse(manifest), JSON.parse(lock).packages?.[''] ?? {}];
  return ['name', 'version', 'dependencies', 'devDependencies', 'optionalDependencies', 'engines'].every(
    (key) => JSON.stringify(asked[key]) === JSON.stringify(locked[key]),
  );
}

function readSides(root, store, base, commit, path) {
  const text = (bytes) => bytes?.toString('utf8');
  const [before, after] = [base, commit].map((version) => text(readFileOf(store, version, path)));
  return { base: before, ours: readOurs(root, path), theirs: after };
}

function readOurs(root, path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

function shown(value) {
  return value === undefined ? 'not there' : JSON.stringify(value);
}
