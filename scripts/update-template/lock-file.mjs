// The lock file of the merged package.json: every version that the template tested, and the author's own packages in the
// versions that they have.
import { spawnSync } from 'node:child_process';
import { existsSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeMaps, sorted } from './merge-map.mjs';
import { LOCK_FILE, MANIFEST } from './ownership.mjs';

const TIMEOUT_MS = 300_000;

/**
 * Has npm make the lock file in a folder of its own, so that a failure leaves the project as it was, and with the author's
 * .npmrc, because the template's has not been seen by anybody yet.
 *
 * @param manifest the merged text of package.json
 * @param locks texts of the lock files: base, ours, theirs; each may be undefined
 * @returns `text`; or `text` as far as it could be merged, and `problem`
 */
export function writeLockFile(root, manifest, locks) {
  const merged = mergeLocks(locks);
  const folder = mkdtempSync(join(tmpdir(), 'update-template-lock-'));
  try {
    writeFileSync(join(folder, MANIFEST), manifest);
    if (merged !== undefined) writeFileSync(join(folder, LOCK_FILE), merged);
    if (existsSync(join(root, '.npmrc'))) cpSync(join(root, '.npmrc'), join(folder, '.npmrc'));
    const problem = runNpm(folder);
    if (problem !== undefined) return { text: merged, problem };
    return { text: readFileSync(join(folder, LOCK_FILE), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mergeLocks(locks) {
  const [base, ours, theirs] = [locks.base, locks.ours, locks.theirs].map((text) =>
    text === undefined ? undefined : JSON.parse(text),
  );
  if (ours === undefined || theirs === undefined) return locks.ours ?? locks.theirs;
  // What both changed is the template's: its versions were tested together. npm repairs what does not fit.
  const { merged } = mergeMaps(base?.packages, ours.packages, theirs.packages, 'theirs');
  const packages = { '': ours.packages[''], ...sorted({ ...merged, '': ours.packages[''] }) };
  return `${JSON.stringify({ ...ours, packages }, null, 2)}\n`;
}

/** @returns what npm says is wrong; undefined when all is well */
function runNpm(folder) {
  const words = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // On Windows npm is a script, which only a shell runs; no word here comes from anywhere else.
  const options = { cwd: folder, encoding: 'utf8', timeout: TIMEOUT_MS, shell: process.platform === 'win32' };
  const { status, error, stderr } = spawnSync('npm', words, options);
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim().split('\n').slice(0, 5).join('\n') || `npm ended with ${status}`);
}
