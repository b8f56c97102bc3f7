import type { StateName } from '../core/state';

export interface PlannedVersion {
  readonly number: number;
  /** By the policy, or because management said so. */
  readonly isWanted: boolean;
  readonly state: StateName;
}

/**
 * Which versions end: those that nobody wants any longer. As many of them as there are wanted ones that do not serve (yet)
 * stay, the newest first, so that a version that fails never replaces one that serves.
 *
 * @returns their numbers
 */
export function versionsToRetire(versions: readonly PlannedVersion[]): number[] {
  const missing = versions.filter(({ isWanted, state }) => isWanted && state !== 'ready').length;
  const unwanted = versions.filter(({ isWanted }) => !isWanted);
  const serving = unwanted.filter(({ state }) => state === 'ready').toSorted((a, b) => b.number - a.number);
  const loading = unwanted.filter(({ state }) => state === 'loading');
  return [...serving.slice(missing), ...loading].map(({ number }) => number);
}

/**
 * Which version answers calls that name none: the newest that serves; while none does, the newest that is wanted,
 * rather one that has not failed.
 *
 * @returns its number; undefined when there is no version at all
 */
export function defaultVersion(versions: readonly PlannedVersion[]): number | undefined {
  const newest = (candidates: readonly PlannedVersion[]) =>
    candidates.length === 0 ? undefined : Math.max(...candidates.map(({ number }) => number));
  return (
    newest(versions.filter(({ state }) => state === 'ready')) ??
    newest(versions.filter(({ isWanted, state }) => isWanted && state !== 'failed')) ??
    newest(versions.filter(({ isWanted }) => isWanted)) ??
    newest(versions)
  );
}
