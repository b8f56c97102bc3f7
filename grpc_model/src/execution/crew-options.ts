import type { VersionObserver } from '../core/model-observer';
import type { ModelSpec } from '../core/model-spec';
import type { ModelWorker } from './model-worker';
import type { WorkerPool } from './worker-pool';

export interface CrewOptions {
  readonly spec: ModelSpec;
  readonly pool: WorkerPool;
  /** Makes the pool for a model that took shared workers down; absent when the pool is the model's own. */
  readonly makeOwnPool?: (() => WorkerPool) | undefined;
  /** How long a worker beyond the least may do nothing, in milliseconds. */
  readonly workerIdleMs: number;
  readonly observer: VersionObserver;
}

export interface CrewListener {
  /** A worker that has loaded the model is there. */
  joined(worker: ModelWorker): void;
  /** Called before the model leaves a worker that is well; resolves when the worker holds nothing more of it. */
  finish(worker: ModelWorker): Promise<void>;
  /** Every worker is gone, and none could be replaced. */
  gaveUp(reason: string): void;
}
