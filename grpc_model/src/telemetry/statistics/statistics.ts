import type { CallListener } from '../../core/call-record';
import type { FindObserver } from '../../core/model-observer';
import type { StatisticsSource, VersionStatistics } from '../../core/version-statistics';
import { PerVersion, type IsKnown } from '../per-version';
import { VersionCounts } from './version-counts';

export interface StatisticsOptions {
  readonly isKnown: IsKnown;
  /** Has {@link Statistics.onCallEnd} hear of every call that is over by now. */
  readonly flush: () => void;
}

const NOTHING: VersionStatistics = new VersionCounts().statistics;

/** Sums up what versions have done, for protocols that tell their callers. It imports next to nothing: ports open after it. */
export class Statistics implements StatisticsSource {
  readonly #flush: () => void;
  readonly #counts: PerVersion<VersionCounts>;
  /** For what becomes of models' work. */
  readonly findObserver: FindObserver = (model, version) => this.#counts.of(model, version);

  constructor({ isKnown, flush }: StatisticsOptions) {
    this.#flush = flush;
    this.#counts = new PerVersion(() => new VersionCounts(), isKnown);
  }

  /** For every call that is over. One that asked for no inference has no items. */
  readonly onCallEnd: CallListener = (record) => {
    const { model, modelVersion, items } = record;
    if (model !== '' && items > 0) this.#counts.of(model, modelVersion).called(record);
  };

  of(model: string, version: string): VersionStatistics {
    this.#flush();
    return this.#counts.find(model, version)?.statistics ?? NOTHING;
  }
}
