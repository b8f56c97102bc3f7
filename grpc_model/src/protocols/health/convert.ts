import type { Catalog } from '../../catalog/catalog';
import type { ModelListing, UnreadyModel, VersionListing } from '../../catalog/model-listing';

/** What `/readyz` answers. */
export interface Readiness {
  readonly ready: boolean;
  /** Calls under way finish; nothing serves any longer. */
  readonly stopping: boolean;
  /** Whether every place of models was looked at. */
  readonly scanned: boolean;
  /** Those with versions that should serve and do not. */
  readonly models: readonly ReadinessOfModel[];
}

interface ReadinessOfModel {
  readonly name: string;
  readonly versions: readonly StateOfVersion[];
}

interface StateOfVersion {
  readonly version: string;
  readonly state: string;
}

export function readinessOf(catalog: Pick<Catalog, 'unready' | 'isScanned'>, stopping: boolean): Readiness {
  const models = catalog.unready();
  const scanned = catalog.isScanned;
  const ready = !stopping && scanned && models.length === 0;
  return { ready, stopping, scanned, models: models.map(toModel) };
}

function toModel({ name, versions }: UnreadyModel): ReadinessOfModel {
  return { name, versions: versions.map(toVersion) };
}

function toVersion({ version, state }: VersionListing): StateOfVersion {
  return { version: version.text, state: state.name };
}

/** One model of `/status`. */
export function toStatus({ name, place, defaultVersion, isPinned, labels, versions, problems }: ModelListing): object {
  return {
    name,
    place,
    default_version: defaultVersion?.text ?? null,
    default_is_pinned: isPinned,
    labels: Object.fromEntries(labels),
    versions: versions.map((each) => ({ ...toVersion(each), reason: reasonOf(each), problem: each.problem })),
    problems,
  };
}

function reasonOf({ state }: VersionListing): string | undefined {
  return state.name === 'failed' ? state.reason : undefined;
}
