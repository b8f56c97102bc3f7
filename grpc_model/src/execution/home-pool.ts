import type { Logger } from '../contract';
import type { CrewOptions } from './crew-options';
import type { WorkerPool } from './worker-pool';

/** A model that took down so many workers of a shared pool works alone from then on. */
const MAX_SHARED_KILLS = 2;

/** Where a model's workers come from: a pool that it shares, until it has done too much harm there, or its own. */
export class HomePool {
  current: WorkerPool;
  #kills = 0;

  constructor(
    private readonly options: CrewOptions,
    private readonly logger: Logger,
  ) {
    this.current = options.pool;
  }

  get isShared(): boolean {
    return this.options.makeOwnPool !== undefined && this.current === this.options.pool;
  }

  /** Sets how many workers the model's own pool has; a shared one has as many as it has. */
  setMax(max: number): void {
    if (!this.isShared) this.current.setMax(max);
  }

  /**
   * A worker died under the model's work.
   *
   * @returns whether that has made it move
   */
  blame(): boolean {
    if (this.options.makeOwnPool === undefined || !this.isShared || ++this.#kills < MAX_SHARED_KILLS) return false;
    this.logger.warn(`The model took down ${this.#kills} shared workers; it gets workers of its own.`);
    this.current = this.options.makeOwnPool();
    return true;
  }
}
