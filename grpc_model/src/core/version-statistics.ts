/** How often something happened, and how long all of it took together, in milliseconds. */
export interface TimeSum {
  readonly count: number;
  readonly ms: number;
}

/** What one version has done since the server started. */
export interface VersionStatistics {
  /** When it was last called, in milliseconds since 1970; 0: never. */
  readonly lastCalledAtMs: number;
  /** Items that workers answered and that did not fail, of all calls together. */
  readonly items: number;
  /** Pieces of work that workers did, each a single item or a batch, whatever became of it. */
  readonly executions: number;
  /** Whole calls for inference, from their beginning to their answer. A call of which some items succeeded has succeeded. */
  readonly succeeded: TimeSum;
  readonly failed: TimeSum;
  /** Calls that succeeded, until a worker began them. */
  readonly queued: TimeSum;
  /** On the way to a wrapper, in the wrapper, and back, for each call that succeeded. */
  readonly input: TimeSum;
  readonly inferred: TimeSum;
  readonly output: TimeSum;
  /** Every piece of work, by the number of its items, ascending. */
  readonly batches: readonly BatchStatistics[];
}

export interface BatchStatistics {
  readonly items: number;
  readonly input: TimeSum;
  readonly inferred: TimeSum;
  readonly output: TimeSum;
}

export interface StatisticsSource {
  /** @returns zeros for a version that nobody has called */
  of(model: string, version: string): VersionStatistics;
}
