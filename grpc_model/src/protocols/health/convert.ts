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
  readonly reason?: string;
}

/** @param withReasons why versions failed, which may name paths of this machine */
export function readinessOf(
  catalog: Pick<Catalog, 'unready' | 'isScanned'>,
  stopping: boolean,
  withReasons: boolean,
): Readiness {
  const models = catalog.unready();
  const scanned = catalog.isScanned;
  const ready = !stopping && scanned && models.length === 0;
  return { ready, stopping, scanned, models: models.map((model) => toModel(model, withReasons)) };
}

function toModel({ name, versions }: UnreadyModel, withReasons: boolean): ReadinessOfModel {
  return { name, versions: versions.map((version) => toVersion(version, withReasons)) };
}

function toVersion({ version, state }: VersionListing, withReasons: boolean): StateOfVersion {
  const told = { version: version.text, state: state.name };
  return withReasons && state.name === 'failed' ? { ...told, reason: state.reason } : told;
}

/** One model of `/status`. */
export function toStatus({ name, place, defaultVersion, isPinned, labels, versions, problems }: ModelListing): object {
  return {
    name,
    place,
    default_version: defaultVersion?.text ?? null,
    default_is_pinned: isPinned,
    labels: Object.fromEntries(labels),
    versions: versions.map((each) => ({ ...toVersion(each, true), problem: each.problem })),
    problems,
  };
}
