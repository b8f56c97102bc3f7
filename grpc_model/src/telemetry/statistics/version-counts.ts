import { ANSWERED_OUTCOMES, type CallRecord, type WorkReport } from '../../core/call-record';
import type { VersionObserver } from '../../core/model-observer';
import type { BatchStatistics, TimeSum, VersionStatistics } from '../../core/version-statistics';
import { callTimes } from '../call-times';

const ANSWERED: ReadonlySet<unknown> = new Set(ANSWERED_OUTCOMES);

/** What one version has done; it is forgotten with it. */
export class VersionCounts implements VersionObserver {
  #lastCalledAtMs = 0;
  #items = 0;
  #executions = 0;
  readonly #succeeded = new Sum();
  readonly #failed = new Sum();
  readonly #queued = new Sum();
  readonly #worked = new WorkSums();
  readonly #batches = new Map<number, WorkSums>();

  get statistics(): VersionStatistics {
    const ascending = [...this.#batches].sort(([one], [other]) => one - other);
    return {
      lastCalledAtMs: this.#lastCalledAtMs,
      items: this.#items,
      executions: this.#executions,
      succeeded: this.#succeeded.value,
      failed: this.#failed.value,
      queued: this.#queued.value,
      ...this.#worked.value,
      batches: ascending.map(([items, sums]) => ({ items, ...sums.value })),
    };
  }

  /** A call for inference is over. */
  called(record: CallRecord): void {
    const { tookMs, queueMs, workerMs, wrapperMs } = callTimes(record);
    const beganAtMs = Math.round(Date.now() - (performance.now() - record.beganAtMs));
    this.#lastCalledAtMs = Math.max(this.#lastCalledAtMs, beganAtMs);
    if (!ANSWERED.has(record.outcome)) return this.#failed.add(tookMs);
    this.#succeeded.add(tookMs);
    this.#items += record.items - record.failedItems;
    if (queueMs !== undefined) this.#queued.add(queueMs);
    if (workerMs !== undefined) this.#worked.add(workerMs, wrapperMs);
  }

  worked({ begunAtMs, endedAtMs, wrapperMs, items }: WorkReport): void {
    this.#executions++;
    const sums = this.#batches.get(items) ?? new WorkSums();
    this.#batches.set(items, sums);
    sums.add(endedAtMs - begunAtMs, wrapperMs);
  }

  workerStarted(): void {
    // Statistics are of calls.
  }

  workerDied(): void {
    // As above.
  }

  loadFailed(): void {
    // As above.
  }
}

class Sum {
  #count = 0;
  #ms = 0;

  get value(): TimeSum {
    return { count: this.#count, ms: this.#ms };
  }

  add(ms: number): void {
    this.#count++;
    this.#ms += ms;
  }
}

/** Time that workers took: the way to the wrapper, the wrapper, the way back. */
class WorkSums {
  readonly #input = new Sum();
  readonly #inferred = new Sum();
  readonly #output = new Sum();

  get value(): Omit<BatchStatistics, 'items'> {
    return { input: this.#input.value, inferred: this.#inferred.value, output: this.#output.value };
  }

  /**
   * When the wrapper began is not known, so each way counts half of what it did not take.
   *
   * @param wrapperMs undefined where the worker did not say, as for a stream: then all of it counts as the wrapper's
   */
  add(workerMs: number, wrapperMs: number | undefined): void {
    const inferredMs = Math.min(wrapperMs ?? workerMs, workerMs);
    const wayMs = (workerMs - inferredMs) / 2;
    this.#input.add(wayMs);
    this.#inferred.add(inferredMs);
    this.#output.add(wayMs);
  }
}
