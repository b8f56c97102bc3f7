import type { Call } from '../core/call';
import type { ServingError } from '../core/errors';
import { MAX_TIMER_MS } from '../core/timer';

interface Patience {
  /** Whose end ends the waiting; absent: nobody gives up. */
  readonly call?: Pick<Call, 'abortedBecause' | 'onAbort' | 'offAbort'>;
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
  const { call, timeoutMs, timeoutError, onAbandon, onBegun = callAtOnce } = patience;
  return new Promise((resolve, reject) => {
    const settle = () => {
      isSettled = true;
      clearTimeout(timer);
      call?.offAbort(abandon);
    };
    const abandon = (reason: ServingError) => {
      settle();
      reject(reason);
      onAbandon();
    };
    let timer: NodeJS.Timeout | undefined;
    let isSettled = false;
    onBegun(() => {
      if (!isSettled) timer = setTimeout(() => abandon(timeoutError()), Math.min(timeoutMs, MAX_TIMER_MS));
    });
    if (call?.abortedBecause === undefined) call?.onAbort(abandon);
    else abandon(call.abortedBecause);
    answer.then(
      (value) => {
        settle();
        resolve(value);
      },
      (thrown: unknown) => {
        settle();
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      },
    );
  });
}
