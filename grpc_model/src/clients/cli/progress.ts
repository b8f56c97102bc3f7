import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  advance(): void;
  stop(): void;
}

/** A bar on standard error where a person looks on and there is something to wait for; nothing elsewhere. */
export function startProgress(total: number): Progress {
  if (total < 2 || !process.stderr.isTTY) return { advance: () => undefined, stop: () => undefined };
  const format = '{bar} {percentage} % | {value} of {total} | {eta_formatted} left';
  const bar = new SingleBar({ stream: process.stderr, clearOnComplete: true, format }, Presets.shades_classic);
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}
