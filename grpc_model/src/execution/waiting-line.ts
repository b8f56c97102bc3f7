import type { Call } from '../core/call';
import type { ServingError } from '../core/errors';
import { LinkedList, type Listed } from '../core/linked-list';

interface Waiter<T> extends Listed<Waiter<T>> {
  readonly take: (resource: T) => void;
  readonly refuse: (error: ServingError) => void;
}

/** Calls that wait for a worker, first come, first served. A call that nobody waits for any longer leaves it at once. */
export class WaitingLine<T> {
  readonly #waiters = new LinkedList<Waiter<T>>();

  get isEmpty(): boolean {
    return this.#waiters.first === undefined;
  }

  /** Calls one of the two once: `take` when there is something, `refuse` when the call ends before, or the line is closed. */
  wait(call: Call, take: (resource: T) => void, refuse: (error: ServingError) => void): void {
    const leave = () => {
      this.#waiters.remove(waiter);
      call.offAbort(waiter.refuse);
    };
    const waiter: Waiter<T> = {
      before: undefined,
      after: undefined,
      take: (resource) => {
        leave();
        take(resource);
      },
      refuse: (error) => {
        leave();
        refuse(error);
      },
    };
    this.#waiters.add(waiter);
    call.onAbort(waiter.refuse);
  }

  /** Gives something to whoever has waited longest. There must be somebody. */
  give(resource: T): void {
    this.#waiters.first?.take(resource);
  }

  refuseAll(error: ServingError): void {
    for (const waiter of [...this.#waiters]) waiter.refuse(error);
  }
}
