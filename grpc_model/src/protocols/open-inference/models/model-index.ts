import type { ModelListing, VersionListing } from '../../../catalog/model-listing';
import type { StateName } from '../../../core/state';
import { isReady } from './readiness';
import type { ModelIndex } from './schemas';

/** The states of contract section 4.4. */
type WireState = NonNullable<ModelIndex['state']>;

const STATES: Readonly<Record<StateName, WireState>> = {
  loading: 'LOADING',
  ready: 'READY',
  unloading: 'UNLOADING',
  unloaded: 'UNAVAILABLE',
  failed: 'UNAVAILABLE',
};

/**
 * One model of the repository: its versions, the newest last. One without versions is a name, and what is wrong with it.
 *
 * It tells why versions failed, which may name paths of this machine: it is for who may see the server's status.
 */
export function toModelIndex({ name, versions, problems }: ModelListing): ModelIndex[] {
  if (versions.length === 0) return [{ name, state: 'UNAVAILABLE', reason: problems.join(' ') }];
  return versions.map((each) => toVersionIndex(name, each)).reverse();
}

function toVersionIndex(name: string, version: VersionListing): ModelIndex {
  const state = isReady(version) ? 'READY' : STATES[version.state.name];
  return { name, version: version.version.text, state, reason: reasonOf(version) };
}

function reasonOf({ state, takesCalls, problem }: VersionListing): string {
  if (problem !== undefined) return problem;
  if (state.name === 'failed') return state.reason;
  if (state.name !== 'unloaded') return '';
  return takesCalls ? 'It is loaded at its first use.' : 'unloaded';
}
