/** How requests of one model version are merged into batches. Rows are counted: a tensor item may hold several. */
export interface BatchingOptions {
  /** The most rows of one batch, at least 1. */
  readonly maxBatchSize: number;
  /** How long the oldest waiting item may wait for others, from its arrival; 0 sends what is there. */
  readonly maxQueueDelayMs: number;
  /** Sizes, in rows and ascending, that the model runs best with; empty: any. */
  readonly preferredBatchSizes: readonly number[];
}

/** What may wait for one model version. Beyond, a call is refused at once. */
export interface QueueLimits {
  readonly maxCalls: number;
  readonly maxBytes: number;
}

/** How many workers one model version has. */
export interface WorkerRange {
  /** At least 1. */
  readonly min: number;
  readonly max: number;
}

/** When a worker is replaced although it is well. 0 stands for never. */
export interface RecycleLimits {
  readonly afterCalls: number;
  readonly aboveBytes: number;
}

/** How one model version is run. */
export interface ModelOptions {
  readonly batching: BatchingOptions;
  readonly queue: QueueLimits;
  readonly workers: WorkerRange;
  readonly recycle: RecycleLimits;
  /** `shared`: in workers that other small models use, too. */
  readonly placement: 'own' | 'shared';
}
