import type { AbortListener } from '../core/abort-event';
import type { Call } from '../core/call';

/**
 * Waits for what goes on for others, too, at most as long as this call does.
 *
 * @throws ServingError why nobody waits any longer
 */
export async function waitFor<T>(promise: Promise<T>, call: Call): Promise<T> {
  if (call.abortedBecause !== undefined) throw call.abortedBecause;
  let listener: AbortListener | undefined;
  const aborted = new Promise<never>((_, reject) => call.onAbort((listener = reject)));
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (listener !== undefined) call.offAbort(listener);
  }
}
