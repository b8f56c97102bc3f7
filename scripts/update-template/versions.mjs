// The two versions of the template that an update is about, and how the older one was found.
import { rmSync } from 'node:fs';
import { findBase } from './base.mjs';
import { fetchHistory, fetchShallow, hasCommit } from './source.mjs';
import { RECORD } from './ownership.mjs';

/**
 * @param store an empty folder; becomes a repository that has both
 * @param wanted `recorded` is the commit that the fork says it has, or undefined
 * @returns `base` and `commit`, and in `how` a phrase about the first
 */
export function fetchVersions(root, store, { source, ref, recorded }) {
  const how = `what ${RECORD} says`;
  const isShortHash = /^[0-9a-f]{7,39}$/.test(ref);
  if (recorded !== undefined && !isShortHash) {
    const { commit, hasBase } = fetchShallow(store, source, ref, recorded);
    if (hasBase) return { base: recorded, commit, how };
    // A shallow repository would hide the history that is needed now.
    rmSync(store, { recursive: true });
  }
  const commit = fetchHistory(store, source, ref);
  if (recorded !== undefined && hasCommit(store, recorded)) return { base: recorded, commit, how };
  return { commit, ...findBase(root, store, commit) };
}
