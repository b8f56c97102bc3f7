import type { WorkReport } from './call-record';

/** Hears what becomes of one version's work and workers, whichever call it is for. It must not throw, or take long. */
export interface VersionObserver {
  /** A worker is done with a piece of work, whether or not somebody still waits for it. Each piece is told once. */
  worked(report: WorkReport): void;
  /** A worker has loaded the model. */
  workerStarted(): void;
  /** A worker that had loaded the model has ended, and was not meant to: it crashed, was killed, or did not come back. */
  workerDied(): void;
  /** The version could not be loaded or exchanged, or its last worker not be replaced. */
  loadFailed(): void;
}

export const NOBODY: VersionObserver = {
  worked: () => undefined,
  workerStarted: () => undefined,
  workerDied: () => undefined,
  loadFailed: () => undefined,
};

/** Gives whoever hears of a version. */
export type FindObserver = (model: string, version: string) => VersionObserver;

/**
 * Tells whoever listens what becomes of models. Models are put together before there is a listener, because their workers
 * take longest to start.
 */
export class ModelObservers {
  #find: FindObserver = () => NOBODY;

  /** From now on, these hear. */
  tell(find: FindObserver): void {
    this.#find = find;
  }

  /** For one version; it may be kept, and tells whoever listens at the time. */
  of(model: string, version: string): VersionObserver {
    return {
      worked: (report) => this.#find(model, version).worked(report),
      workerStarted: () => this.#find(model, version).workerStarted(),
      workerDied: () => this.#find(model, version).workerDied(),
      loadFailed: () => this.#find(model, version).loadFailed(),
    };
  }
}
