import type { StateName } from './state';

/** What waits for a model and has not been given to a worker. */
export interface QueueFigures {
  readonly calls: number;
  /** Of their inputs. */
  readonly bytes: number;
}

/** A model's workers. One that several models share counts for each of them. */
export interface WorkerFigures {
  /** Those that start, or load the model. */
  readonly loading: number;
  /** Those that hold no work. */
  readonly idle: number;
  /** Those that hold work, be it another model's. */
  readonly busy: number;
}

/** What a loaded version holds just now. */
export interface ModelFigures {
  readonly queue: QueueFigures;
  readonly workers: WorkerFigures;
}

/** One version that there is, just now. */
export interface VersionFigures extends ModelFigures {
  readonly model: string;
  readonly version: string;
  readonly state: StateName;
}

/** What calls of all models hold. */
export interface PendingFigures {
  /** Those that wait or run. */
  readonly calls: number;
  /** Of their inputs, and of answers that their readers have not taken. */
  readonly bytes: number;
}

export const NOTHING_QUEUED: QueueFigures = { calls: 0, bytes: 0 };

const NOTHING: ModelFigures = { queue: NOTHING_QUEUED, workers: { loading: 0, idle: 0, busy: 0 } };

/** Of several instances of one version: one that serves, one that loads, some that finish their last calls. */
export function sumOfFigures(all: readonly ModelFigures[]): ModelFigures {
  // Nearly every version has one instance, or none.
  if (all.length <= 1) return all[0] ?? NOTHING;
  const sum = (figure: (each: ModelFigures) => number) => all.reduce((total, each) => total + figure(each), 0);
  return {
    queue: { calls: sum(({ queue }) => queue.calls), bytes: sum(({ queue }) => queue.bytes) },
    workers: {
      loading: sum(({ workers }) => workers.loading),
      idle: sum(({ workers }) => workers.idle),
      busy: sum(({ workers }) => workers.busy),
    },
  };
}
