import type { CallListener } from '../../core/call-record';
import { PerVersion } from '../per-version';
import type { VersionSeries } from './version-series';

/** What is counted of every version that there is, and of calls that named none. */
export class AllSeries extends PerVersion<VersionSeries> {
  readonly onCallEnd: CallListener = (record) => this.of(record.model, record.modelVersion).called(record);
}
