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

/** Events that are kept until somebody listens: more than a thousand models can tell of their first loads. */
const MAX_EARLY = 4096;

type Tell = (observer: VersionObserver) => void;

interface EarlyEvent {
  readonly model: string;
  readonly version: string;
  readonly tell: Tell;
}

/**
 * Tells whoever listens what becomes of models. Models are put together before there is a listener, because their workers
 * take longest to start; what happens until then is kept.
 */
export class ModelObservers {
  #finds: readonly FindObserver[] = [];
  #early: EarlyEvent[] = [];

  /** These hear of everything, from the beginning on. */
  tell(...finds: readonly FindObserver[]): void {
    this.#finds = finds;
    for (const { model, version, tell } of this.#early.splice(0)) this.#tellAll(model, version, tell);
  }

  /** For one version; it may be kept, and tells whoever listens at the time. */
  of(model: string, version: string): VersionObserver {
    const pass = (tell: Tell) => {
      if (this.#finds.length > 0) this.#tellAll(model, version, tell);
      else if (this.#early.length < MAX_EARLY) this.#early.push({ model, version, tell });
    };
    return {
      worked: (report) => pass((observer) => observer.worked(report)),
      workerStarted: () => pass((observer) => observer.workerStarted()),
      workerDied: () => pass((observer) => observer.workerDied()),
      loadFailed: () => pass((observer) => observer.loadFailed()),
    };
  }

  #tellAll(model: string, version: string, tell: Tell): void {
    for (const find of this.#finds) tell(find(model, version));
  }
}
