/** A terminal and npm may both pass on one press of a key; only a later one is a second wish. */
const SAME_WISH_MS = 500;

let stop: (() => void) | undefined;
let firstAtMs: number | undefined;

function onSignal(): void {
  const nowMs = Date.now();
  if (firstAtMs !== undefined && nowMs - firstAtMs > SAME_WISH_MS) process.exit(1);
  if (firstAtMs !== undefined) return;
  firstAtMs = nowMs;
  stop?.();
}

// Imported before anything that is slow to load: a signal during the start is not lost, nor does it end the process as it
// stands, which as process 1 of a container it would not even do.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);

/** Calls the function at the first signal, or at once when that has come already. A second one ends the process. */
export function onStopSignal(begin: () => void): void {
  stop = begin;
  if (firstAtMs !== undefined) begin();
}
