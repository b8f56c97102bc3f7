import type { ServingError } from '../core/errors';

interface Waiter<T> {
  take(resource: T): void;
  refuse(error: unknown): void;
}

/**
 * Idle workers (or whatever runs work) on one side, waiting calls on the other; at any time one of the two is empty.
 * First come, first served. It begins open.
 */
export class TurnQueue<T> {
  readonly #idle: T[] = [];
  readonly #waiters = new Set<Waiter<T>>();
  #closedBecause: ServingError | undefined;

  /**
   * The next free one.
   *
   * @throws the signal's reason when it fires first, or the reason of the close; then the call reaches nobody
   */
  acquire(signal: AbortSignal): Promise<T> {
    const refusal: unknown = signal.aborted ? signal.reason : this.#closedBecause;
    if (refusal !== undefined) return Promise.reject(refusal);
    const free = this.#idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    return new Promise((resolve, reject) => {
      const waiter: Waiter<T> = {
        take: (resource) => settle(() => resolve(resource)),
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

  /** One is free: the longest waiting call gets it. */
  offer(resource: T): void {
    const [waiter] = this.#waiters;
    if (waiter === undefined) this.#idle.push(resource);
    else waiter.take(resource);
  }

  /** One is gone. */
  withdraw(resource: T): void {
    const at = this.#idle.indexOf(resource);
    if (at !== -1) this.#idle.splice(at, 1);
  }

  /** Refuses everybody who waits, and everybody who comes, until it is opened again. */
  close(reason: ServingError): void {
    this.#closedBecause = reason;
    for (const waiter of this.#waiters) waiter.refuse(reason);
  }

  open(): void {
    this.#closedBecause = undefined;
  }
}
