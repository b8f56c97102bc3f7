import type { Executor } from '../../src/core/executor';
import type { LogBook } from './log-book';
import { isRunning } from './processes';

/**
 * Stops an executor; one that does not stop within a few seconds fails the test, and leaves no process behind even so.
 */
export async function stopWithin(executor: Executor, log: LogBook, timeoutMs = 5000): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The executor did not stop within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    await Promise.race([executor.stop(), late]);
  } finally {
    clearTimeout(timer);
    const pids = log.with('A worker is ready.').map(({ fields }) => Number(fields['worker']));
    for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
  }
}
