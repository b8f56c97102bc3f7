import type { ServingError } from './errors';

export type AbortListener = (reason: ServingError) => void;

/**
 * That nobody waits any longer, which is so at most once and nearly never: what only some ask for is made when they do.
 */
export class AbortEvent {
  /** Why nobody waits any longer; undefined while somebody does. */
  reason: ServingError | undefined;
  /** Nearly always there is one at a time. */
  #listener: AbortListener | undefined;
  #others: Set<AbortListener> | undefined;
  #controller: AbortController | undefined;

  /** Fires, or has fired, with the reason. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.reason !== undefined) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  /** Calls the listener once when it happens; it must not have happened. */
  on(listener: AbortListener): void {
    if (this.#listener === undefined) this.#listener = listener;
    else (this.#others ??= new Set()).add(listener);
  }

  off(listener: AbortListener): void {
    if (this.#listener === listener) this.#listener = undefined;
    else this.#others?.delete(listener);
  }

  /** The first reason stays. */
  fire(reason: ServingError): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    this.#controller?.abort(reason);
    this.#listener?.(reason);
    for (const listener of this.#others ?? []) listener(reason);
  }
}
