import type { VersionState } from '../core/state';
import type { ModelVersion } from './version';
import type { VersionPolicy } from './version-policy';

/** One version as the catalog knows it. */
export interface VersionListing {
  readonly version: ModelVersion;
  readonly state: VersionState;
  /** Whether a call is answered, be it after a load. */
  readonly takesCalls: boolean;
  /** Why what lies there now is not what is served. */
  readonly problem: string | undefined;
}

/** One model as the catalog knows it. */
export interface ModelListing {
  readonly name: string;
  /** Where it lies, for people. */
  readonly place: string;
  /** Which versions are to be loaded, unless management says otherwise. */
  readonly policy: VersionPolicy;
  /** What answers calls that name no version; undefined when there is no version. */
  readonly defaultVersion: ModelVersion | undefined;
  /** Management has set the default. */
  readonly isPinned: boolean;
  /** Versions as texts, by label. */
  readonly labels: ReadonlyMap<string, string>;
  /** The newest first. */
  readonly versions: readonly VersionListing[];
  /** What is wrong beside its versions, for people. */
  readonly problems: readonly string[];
}

/** A model with versions that should serve and do not. */
export interface UnreadyModel {
  readonly name: string;
  /** The newest first. */
  readonly versions: readonly VersionListing[];
}
