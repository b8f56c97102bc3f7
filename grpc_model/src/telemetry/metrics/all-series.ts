import type { CallListener } from '../../core/call-record';
import { VersionSeries } from './version-series';

/** So many series are kept before those of versions that are gone are looked for. */
const FEW = 256;

/** Whether there is such a version. */
export type IsKnown = (model: string, version: string) => boolean;

/** What is counted of every version that there is, and of calls that named none. */
export class AllSeries {
  readonly #models = new Map<string, Map<string, VersionSeries>>();
  #count = 0;
  #pruneAbove = FEW;

  constructor(private readonly isKnown: IsKnown) {}

  readonly onCallEnd: CallListener = (record) => this.of(record.model, record.modelVersion).called(record);

  of(model: string, version: string): VersionSeries {
    return this.#models.get(model)?.get(version) ?? this.#add(model, version);
  }

  /** As there are now, without those of versions that are gone. */
  current(): VersionSeries[] {
    this.#prune();
    return [...this.#models.values()].flatMap((versions) => [...versions.values()]);
  }

  #add(model: string, version: string): VersionSeries {
    // Where nobody scrapes, versions that come and go must not pile up.
    if (this.#count >= this.#pruneAbove) {
      this.#prune();
      this.#pruneAbove = Math.max(FEW, 2 * this.#count);
    }
    const series = new VersionSeries(model, version);
    const versions = this.#models.get(model) ?? new Map<string, VersionSeries>();
    versions.set(version, series);
    this.#models.set(model, versions);
    this.#count++;
    return series;
  }

  #prune(): void {
    for (const [model, versions] of this.#models) {
      if (model === '') continue;
      for (const version of versions.keys()) {
        if (this.isKnown(model, version)) continue;
        versions.delete(version);
        this.#count--;
      }
      if (versions.size === 0) this.#models.delete(model);
    }
  }
}
