import { setTimeout as delay } from 'node:timers/promises';
import { pssMbOfAll } from './process-facts';

const SAMPLE_INTERVAL_MS = 250;
/** Idle for two seconds, and no longer changing. */
const WINDOW_SAMPLES = 9;
const STABLE_WITHIN_MB = 0.5;
const MOST_SAMPLES = 80;

/** The memory of a process and of those that it started, in MB, once it has stopped to change, or after 20 s. */
export async function whenStable(pid: number): Promise<number> {
  const samples: number[] = [];
  for (;;) {
    samples.push(pssMbOfAll(pid));
    const window = samples.slice(-WINDOW_SAMPLES);
    const isStable = window.length === WINDOW_SAMPLES && Math.max(...window) - Math.min(...window) < STABLE_WITHIN_MB;
    if (isStable || samples.length === MOST_SAMPLES) return samples.at(-1)!;
    await delay(SAMPLE_INTERVAL_MS);
  }
}

/** Looks at the memory at fixed times until it is told to stop. */
export class MemorySampler implements Disposable {
  readonly samplesMb: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number, intervalMs: number) {
    this.#timer = setInterval(() => this.samplesMb.push(pssMbOfAll(pid)), intervalMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
