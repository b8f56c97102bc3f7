import type { WorkerFigures } from '../core/figures';
import type { Crew } from './crew';

/** What a model's workers do just now. */
export function workerFiguresOf({ taken, ready }: Pick<Crew, 'taken' | 'ready'>): WorkerFigures {
  const figures = { loading: 0, idle: 0, busy: 0 };
  for (const { worker, isLoaded } of taken) {
    if (!isLoaded) figures.loading++;
    else if (worker.works.length > 0) figures.busy++;
    // One that the model is about to leave is idle no more: no work goes there.
    else if (ready.has(worker)) figures.idle++;
  }
  return figures;
}
