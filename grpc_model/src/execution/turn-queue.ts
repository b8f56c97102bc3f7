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
  readonly #idle = new Set<T>();
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
    for (const free of this.#idle) {
      this.#idle.delete(free);
      return Promise.resolve(free);
    }
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

  get hasIdle(): boolean {
    return this.#idle.size > 0;
  }

  get hasWaiters(): boolean {
    return this.#waiters.size > 0;
  }

  /** One is free: the longest waiting call gets it. */
  offer(resource: T): void {
    const [waiter] = this.#waiters;
    if (waiter === undefined) this.#idle.add(resource);
    else waiter.take(resource);
  }

  /** One is gone. */
  withdraw(resource: T): void {
    this.#idle.delete(resource);
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
