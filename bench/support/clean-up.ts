const cleanUps = new Set<() => void>();

process.on('exit', () => {
  for (const cleanUp of cleanUps) cleanUp();
});

/**
 * Has something ended with this process, however that ends, short of SIGKILL.
 *
 * @param cleanUp must not wait: it runs while the process exits
 * @returns forgets it again
 */
export function onExit(cleanUp: () => void): () => void {
  cleanUps.add(cleanUp);
  return () => cleanUps.delete(cleanUp);
}

/** Signals end the process in the way that runs the clean-ups. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
}
