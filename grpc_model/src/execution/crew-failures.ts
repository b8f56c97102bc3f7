import type { Logger } from '../contract';
import { messageOf } from '../core/errors';
import type { VersionObserver } from '../core/model-observer';
import type { ModelWorker } from './model-worker';
import { HEALTHY_AFTER_MS, MAX_LOAD_FAILURES, restartDelayMs } from './restart-policy';

/** Counts how a model's workers failed, and tells what became of them. */
export class CrewFailures {
  /** Deaths and failed loads since a worker was last healthy. */
  #inARow = 0;
  /** Failed loads since a worker last loaded. */
  #loads = 0;

  constructor(
    private readonly logger: Logger,
    private readonly observer: VersionObserver,
  ) {}

  /** How long to wait before the next worker is put in the place of one that failed, in milliseconds. */
  get delayMs(): number {
    return restartDelayMs(this.#inARow);
  }

  /** Whether so many loads failed that another one is not worth it, unless some worker serves. */
  get areTooMany(): boolean {
    return this.#loads >= MAX_LOAD_FAILURES;
  }

  forget(): void {
    this.#inARow = 0;
    this.#loads = 0;
  }

  loaded(): void {
    this.#loads = 0;
    this.observer.workerStarted();
  }

  failedToLoad(thrown: unknown): void {
    this.#inARow++;
    this.#loads++;
    const fields = { reason: messageOf(thrown), failures: this.#inARow };
    this.logger.error('A worker could not load the model.', fields);
  }

  died(worker: ModelWorker, how: string): void {
    const wasHealthy = worker.answered > 0 || Date.now() - worker.startedAtMs > HEALTHY_AFTER_MS;
    this.#inARow = wasHealthy ? 1 : this.#inARow + 1;
    const fields = { worker: worker.name, delayMs: this.delayMs };
    this.logger.warn(`A worker ${how}; another takes its place.`, fields);
    this.observer.workerDied();
  }
}
