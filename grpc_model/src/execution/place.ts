import type { ModelWorker } from './model-worker';
import type { WorkerPool } from './worker-pool';

/** A model's place in one worker, from the moment that it is taken until the model has left. */
export class Place {
  /** Resolves when the model is to leave the worker. */
  readonly left: Promise<undefined>;
  readonly leave: () => void;
  isLoaded = false;
  /** The worker shall go, so the model is to find another place. */
  isDue = false;
  /** When work last began or ended here, in milliseconds since 1970. */
  lastUsedMs = Date.now();
  /** Resolves when the model has left; undefined until it is about to. */
  vacated: Promise<void> | undefined;

  constructor(
    readonly worker: ModelWorker,
    readonly pool: WorkerPool,
  ) {
    let leave!: () => void;
    this.left = new Promise((resolve) => (leave = () => resolve(undefined)));
    this.leave = leave;
  }
}
