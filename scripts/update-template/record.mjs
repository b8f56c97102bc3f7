// .template.json: which template the fork has, and where it came from.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryGit, UpdateError } from './git.mjs';
import { RECORD } from './ownership.mjs';
import { isUrl, withoutCredentials } from './source.mjs';

/**
 * @returns undefined where nothing has been recorded
 * @throws UpdateError
 */
export function readRecord(root) {
  const path = join(root, RECORD);
  if (!existsSync(path)) return undefined;
  try {
    const { source, commit } = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof source === 'string' && typeof commit === 'string') return { source, commit };
  } catch {
    // Told below, like any other content that is not right.
  }
  throw new UpdateError(`${RECORD} should be {"source": "<template>", "commit": "<hash>"}: mend it, or remove it.`);
}

/** @returns undefined where the record is right already */
export function recordStep(root, record, source, commit) {
  const recorded = { source: addressOf(root, source), commit };
  if (record?.commit === commit && record.source === recorded.source) return undefined;
  const content = Buffer.from(`${JSON.stringify(recorded, null, 2)}\n`);
  return { path: RECORD, action: record === undefined ? 'new' : 'changed', content, mode: '100644' };
}

/** Of a checkout where it came from: a folder of this machine says nothing to others. */
function addressOf(root, source) {
  if (isUrl(source)) return withoutCredentials(source);
  const { code, stdout } = tryGit(root, ['--git-dir', join(source, '.git'), 'config', '--get', 'remote.origin.url']);
  const origin = stdout.trim();
  return code === 0 && isUrl(origin) ? withoutCredentials(origin) : source;
}
