import type { ServingError } from '../core/errors';
import { MAX_TIMER_MS } from '../core/timer';

interface Patience {
  /** Fires when the caller gives up. */
  readonly signal: AbortSignal;
  /** The longest to wait, in milliseconds, from the moment that the work begins. */
  readonly timeoutMs: number;
  /** Calls the listener when the work begins; absent: it has begun. */
  readonly onBegun?: (listener: () => void) => void;
  readonly timeoutError: () => ServingError;
  /** Called once, when one of the two came before the answer. */
  readonly onAbandon: () => void;
}

/** Work that nothing stands before has begun. */
function callAtOnce(listener: () => void): void {
  listener();
}

/**
 * The answer, unless its caller or the clock gives up first; then the reason at once, whatever becomes of the work.
 */
export function untilAbandoned<T>(answer: Promise<T>, patience: Patience): Promise<T> {
  const { signal, timeoutMs, timeoutError, onAbandon, onBegun = callAtOnce } = patience;
  return new Promise((resolve, reject) => {
    const settle = () => {
      isSettled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const abandon = (reason: unknown) => {
      settle();
      reject(reason);
      onAbandon();
    };
    const onAbort = () => abandon(signal.reason);
    let timer: NodeJS.Timeout | undefined;
    let isSettled = false;
    onBegun(() => {
      if (!isSettled) timer = setTimeout(() => abandon(timeoutError()), Math.min(timeoutMs, MAX_TIMER_MS));
    });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    answer.finally(settle).then(resolve, reject);
  });
}
