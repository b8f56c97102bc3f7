import type { ModelSpec } from '../../core/model-spec';
import type { Problem } from '../../core/problems';
import type { ModelVersion } from '../version';
import type { VersionPolicy } from '../version-policy';

/** One version as its source sees it. */
export interface VersionCandidate {
  readonly version: ModelVersion;
  /** Another text when any of its files is another: name, size or time. */
  readonly fingerprint: string;
  /** It is wanted whatever the policy says. */
  readonly isRequired?: boolean | undefined;
  /**
   * What it takes to load it: at hand, or read and checked when it is loaded. Or why it cannot be.
   *
   * Reading, and verifying what is at hand, rejects with a message that is the reason.
   */
  readonly content:
    | { readonly spec: ModelSpec; readonly verify?: (() => Promise<void>) | undefined }
    | { readonly read: () => Promise<ModelSpec> }
    | { readonly reason: string };
}

/** What is known of a version before anything is read. */
export function specAtHand({ content }: VersionCandidate): ModelSpec | undefined {
  return 'spec' in content ? content.spec : undefined;
}

/** One model as its source sees it. */
export interface ModelCandidate {
  /** Its name in the catalog. */
  readonly name: string;
  /** Where it lies, for people. */
  readonly place: string;
  /** undefined: it could not be read just now; what was there stays. */
  readonly versions: readonly VersionCandidate[] | undefined;
  /** undefined: it could not be read just now. */
  readonly policy: VersionPolicy | undefined;
  readonly labels: ReadonlyMap<string, ModelVersion>;
  /** What is wrong beside its versions, for people. */
  readonly problems: readonly string[];
  /** What is wrong with its `config.yaml`, which `problems` has as one text. */
  readonly configProblems?: readonly Problem[];
  readonly loads: 'at-start' | 'at-first-use';
}

/** A place where models come from. */
export interface ModelSource {
  /** For messages. */
  readonly place: string;
  /** Models that are known without a scan, so that they can load at once. A scan gives them again. */
  readonly immediate: readonly ModelCandidate[];
  /**
   * Looks at what is there, without reading models.
   *
   * @throws Error when the place as a whole cannot be read; its message is for people
   */
  scan(): Promise<readonly ModelCandidate[]>;
}
