import type { ServingError } from '../core/errors';
import type { WorkerProcess } from './worker-process';

interface Waiter {
  take(worker: WorkerProcess): void;
  refuse(error: unknown): void;
}

/** Idle workers on one side, waiting calls on the other; at any time one of the two is empty. First come, first served. */
export class WorkerQueue {
  readonly #idle: WorkerProcess[] = [];
  readonly #waiters = new Set<Waiter>();

  /**
   * The next free worker.
   *
   * @throws the signal's reason when it fires first; then the call never reaches a worker
   */
  acquire(signal: AbortSignal): Promise<WorkerProcess> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const worker = this.#idle.pop();
    if (worker !== undefined) return Promise.resolve(worker);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        take: (free) => settle(() => resolve(free)),
        refuse: (error) => settle(() => reject(error)),
      };
      const onAbort = () => waiter.refuse(signal.reason);
      const settle = (answer: () => void) => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', onAbort);
        answer();
      };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** A worker is free: the longest waiting call gets it. */
  offer(worker: WorkerProcess): void {
    const [waiter] = this.#waiters;
    if (waiter === undefined) this.#idle.push(worker);
    else waiter.take(worker);
  }

  /** A worker is gone. */
  withdraw(worker: WorkerProcess): void {
    const at = this.#idle.indexOf(worker);
    if (at !== -1) this.#idle.splice(at, 1);
  }

  /** Nobody will come any more. */
  refuseAll(error: ServingError): void {
    for (const waiter of this.#waiters) waiter.refuse(error);
  }
}
