import type { Executor } from '../core/executor';
import type { WaitingQueue } from './waiting-queue';

/** How often the executor hears how long work waits. */
const INTERVAL_MS = 25;

/** Tells the executor how long the oldest call has waited, for as long as something waits and there is no room for it. */
export class PressureGauge {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queue: WaitingQueue,
    private readonly executor: Executor,
  ) {}

  /** Something may have begun to wait. */
  watch(): void {
    this.#timer ??= setTimeout(() => this.#report(), INTERVAL_MS).unref();
  }

  #report(): void {
    this.#timer = undefined;
    const { oldestMs } = this.queue;
    if (oldestMs === undefined) return;
    if (this.executor.room === 'none') this.executor.reportPressure(performance.now() - oldestMs);
    this.watch();
  }
}
