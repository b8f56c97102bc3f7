import { byNewest, type ModelVersion } from './version';

/** Which of a model's versions are to be loaded. */
export type VersionPolicy =
  | { readonly name: 'all' }
  | { readonly name: 'latest'; readonly count: number }
  /** The numbers of versions. */
  | { readonly name: 'specific'; readonly numbers: readonly number[] };

export const DEFAULT_POLICY: VersionPolicy = { name: 'latest', count: 1 };

/** The versions that the policy wants, the newest first. */
export function selectVersions(available: readonly ModelVersion[], policy: VersionPolicy): ModelVersion[] {
  const newestFirst = available.toSorted(byNewest);
  switch (policy.name) {
    case 'all':
      return newestFirst;
    case 'latest':
      return newestFirst.slice(0, policy.count);
    case 'specific':
      return newestFirst.filter(({ number }) => policy.numbers.includes(number));
  }
}
